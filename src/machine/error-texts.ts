/** What strerror says in the C locale, by glibc and where musl says it otherwise, with libuv's code. */
const CODES: Readonly<Record<string, string>> = {
  'Permission denied': 'EACCES',
  'Operation not permitted': 'EPERM',
  'No such file or directory': 'ENOENT',
  'Not a directory': 'ENOTDIR',
  'No such device': 'ENODEV',
  'No such device or address': 'ENXIO',
  'Input/output error': 'EIO',
  'I/O error': 'EIO',
  'Is a directory': 'EISDIR',
  'Invalid argument': 'EINVAL',
  'Device or resource busy': 'EBUSY',
  'Resource busy': 'EBUSY',
  'Resource temporarily unavailable': 'EAGAIN',
  'No data available': 'ENODATA',
  'Connection timed out': 'ETIMEDOUT',
  'Operation timed out': 'ETIMEDOUT',
  'No such process': 'ESRCH',
  'Operation not supported': 'ENOTSUP',
  'Not supported': 'ENOTSUP',
  'Function not implemented': 'ENOSYS',
  'Too many levels of symbolic links': 'ELOOP',
  'Symbolic link loop': 'ELOOP',
  'File name too long': 'ENAMETOOLONG',
  'Filename too long': 'ENAMETOOLONG',
  'Protocol error': 'EPROTO',
  'Remote I/O error': 'EREMOTEIO',
  'Stale file handle': 'ESTALE',
};

/** The error code that a tool such as cat or dd means; null where it says nothing that is known. */
export function errorCode(complaint: string): string | null {
  for (const line of complaint.split('\n')) {
    const colon = line.lastIndexOf(': ');
    const code = CODES[(colon === -1 ? line : line.slice(colon + 2)).trim()];
    if (code !== undefined) return code;
  }
  return null;
}
