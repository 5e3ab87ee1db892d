using System.Runtime.InteropServices;
using System.Text;

namespace TfNet.Formats;

/// <summary>
/// Flushes a folder's entries to disk, which makes a rename durable. .NET has no call for it, so on Linux and macOS three libc functions
/// do it; on other systems, and where the folder cannot be opened for reading, it does nothing.
/// </summary>
internal static class FolderSync
{
    private const int ReadOnly = 0;
    private const int ErrorInputOutput = 5;

    internal static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        int closeOnExec = OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;
        int descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly | closeOnExec);
        if (descriptor < 0)
            return;
        // Some file systems refuse fsync on folders (EINVAL); only a real input/output error is worth a report.
        int failed = Sync(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed == ErrorInputOutput)
            throw new IOException($"The folder '{folder}' could not be flushed to disk after a save: input/output error.");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
