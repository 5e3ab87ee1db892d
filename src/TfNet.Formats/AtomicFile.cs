using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace TfNet.Formats;

/// <summary>
/// Replaces a file so that at every moment, also after a crash or a power cut, either the old or the new content is there in full:
/// a temporary file in the same folder is written, flushed to disk and renamed over the target, then the folder is flushed.
/// </summary>
public static class AtomicFile
{
    private const string Marker = ".tmp-";

    /// <summary>Writes a file atomically.</summary>
    /// <param name="path">the file to make or to replace; a symbolic link keeps its place and its target is replaced</param>
    /// <param name="write">writes the content; the stream can seek</param>
    /// <param name="verify">called with the path of the closed temporary file before the rename; throws to keep the old file</param>
    /// <param name="expectedBytes">when above 0, a disk with less free space is refused before anything is written</param>
    /// <exception cref="DirectoryNotFoundException">the folder does not exist (none is created)</exception>
    /// <exception cref="IOException">anything failed; names the path and has the cause inside; the old file is unchanged</exception>
    public static void Write(string path, Action<Stream> write, Action<string>? verify = null, long expectedBytes = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = ResolveTarget(path);
        string folder = Path.GetDirectoryName(target) ?? throw new IOException($"Cannot save '{path}': it is a root folder.");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"Cannot save '{path}': the folder '{folder}' does not exist.");
        if (Directory.Exists(target))
            throw new IOException($"Cannot save '{path}': it is a folder.");
        CheckFreeSpace(path, folder, expectedBytes);
        string temporary = TemporaryName(target);
        try
        {
            WriteTemporary(temporary, target, write);
            verify?.Invoke(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            DeleteQuietly(temporary);
            if (e is OperationCanceledException)
                throw;
            throw new IOException($"Cannot save '{path}': {e.Message} The previous file, if any, is unchanged.", e);
        }
        FolderSync.Flush(folder);
    }

    /// <summary>Writes bytes atomically.</summary>
    public static void WriteAllBytes(string path, ReadOnlyMemory<byte> content) =>
        Write(path, stream => stream.Write(content.Span), expectedBytes: content.Length);

    /// <summary>Writes UTF-8 text (no byte order mark) atomically.</summary>
    public static void WriteAllText(string path, string content) => WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>
    /// Deletes temporary files for <paramref name="path"/> that a process which no longer runs left behind, and returns how many.
    /// Files younger than <paramref name="minimumAge"/> (default: one hour) stay, as another machine may be writing them.
    /// </summary>
    public static int CleanStale(string path, TimeSpan? minimumAge = null)
    {
        string target = ResolveTarget(path);
        string? folder = Path.GetDirectoryName(target);
        if (folder is null || !Directory.Exists(folder))
            return 0;
        string prefix = Path.GetFileName(target) + Marker;
        DateTime newest = DateTime.UtcNow - (minimumAge ?? TimeSpan.FromHours(1));
        int deleted = 0;
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            string name = Path.GetFileName(file);
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || File.GetLastWriteTimeUtc(file) > newest)
                continue;
            string[] parts = name[prefix.Length..].Split('-');
            if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && !IsRunning(pid))
            {
                File.Delete(file);
                deleted++;
            }
        }
        return deleted;
    }

    private static string ResolveTarget(string path)
    {
        string full = Path.GetFullPath(path);
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
    }

    private static string TemporaryName(string target) => string.Create(
        CultureInfo.InvariantCulture,
        $"{target}{Marker}{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");

    private static void WriteTemporary(string temporary, string target, Action<Stream> write)
    {
        using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        // A mode given at creation passes through the umask and can lose bits, so the old file's mode is set afterwards.
        if (!OperatingSystem.IsWindows() && File.Exists(target))
            File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    private static void CheckFreeSpace(string path, string folder, long expectedBytes)
    {
        if (expectedBytes <= 0)
            return;
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < expectedBytes)
            throw new IOException($"Cannot save '{path}': it needs {expectedBytes} bytes, the disk has {free} free.");
    }

    private static void DeleteQuietly(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The cause of the failed save matters more than what is left of it; CleanStale removes the rest.
            Trace.TraceWarning($"could not delete '{temporary}': {e.Message}");
        }
    }

    private static bool IsRunning(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
