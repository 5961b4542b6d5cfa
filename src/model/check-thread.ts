/** By this word on its command line the program knows that it is a thread of `check`; nothing that a person would type. */
export const CHECK_THREAD = '--check-thread';
