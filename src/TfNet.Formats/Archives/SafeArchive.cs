namespace TfNet.Formats.Archives;

/// <summary>
/// Unpacks .zip, .tar and .tar.gz (told by their bytes) into a new folder. Everything lands in a temporary folder beside it first, which
/// is renamed when all is there: after a failure nothing is left, and a folder that exists is complete. (Nothing is forced to the disk:
/// after a power cut unpack again.) Links, devices, names that leave the folder or clash, and sizes above the limits are refused.
/// </summary>
public static class SafeArchive
{
    /// <summary>Unpacks an archive.</summary>
    /// <param name="archive">the file</param>
    /// <param name="folder">the folder to make; it must not exist, or be empty</param>
    /// <param name="limits">size limits; null for the default ones</param>
    /// <param name="progress">called after each file and once at the end, on the calling thread</param>
    /// <param name="cancel">stops the work; nothing is left then</param>
    /// <returns>how many files were written</returns>
    /// <exception cref="ArchiveException">of an unknown kind, damaged, with a refused entry, or above a limit</exception>
    /// <exception cref="IOException">a file cannot be read or written, or the folder holds something</exception>
    public static int Extract(
        string archive, string folder, Limits? limits = null, Action<ArchiveProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(archive);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        limits ??= Limits.Default;
        string target = Path.GetFullPath(folder.TrimEnd('/', Path.DirectorySeparatorChar));
        if (File.Exists(target) || Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new IOException($"Cannot unpack '{archive}': '{target}' exists and is not an empty folder.");
        string parent = Path.GetDirectoryName(target) ?? throw new IOException($"Cannot unpack '{archive}': '{target}' is a root folder.");
        Directory.CreateDirectory(parent);
        string temporary = $"{target}.tmp-{Environment.ProcessId}-{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(temporary);
            var writer = new EntryWriter(archive, temporary, limits, progress, cancel);
            using (var stream = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read))
                Unpack(archive, stream, writer, limits);
            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(temporary, target);
            writer.Done();
            return writer.Files;
        }
        catch
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    private static void Unpack(string archive, FileStream stream, EntryWriter writer, Limits limits)
    {
        Span<byte> start = stackalloc byte[4];
        int n = stream.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        stream.Position = 0;
        try
        {
            if (n == 4 && start[0] == 'P' && start[1] == 'K' && (start[2], start[3]) is (3, 4) or (5, 6))
                ZipReader.Unpack(archive, stream, writer, limits);
            else if (n >= 2 && start[0] == 0x1F && start[1] == 0x8B)
                TarArchive.UnpackGzip(archive, stream, writer, limits);
            else
                TarArchive.Unpack(archive, stream, stream, writer, limits);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException)
        {
            throw new ArchiveException(archive, null, $"damaged or of an unknown kind (expected .zip, .tar or .tar.gz): {e.Message}", e);
        }
    }
}
