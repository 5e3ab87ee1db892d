using System.IO.Compression;

namespace TfNet.Formats.Archives;

/// <summary>Unpacks a zip file: its table is judged as a whole before the first file is written.</summary>
internal static class ZipReader
{
    // The type of a file in the upper half of the external attributes, where the archive was made on Unix.
    private const int TypeMask = 0xF000, RegularFile = 0x8000, Directory = 0x4000, ReparsePoint = 0x400;

    public static void Unpack(string archive, Stream stream, EntryWriter writer, Limits limits)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        if (zip.Entries.Count > limits.MaxArchiveEntries)
            throw new ArchiveException(archive, null, $"expected at most {limits.MaxArchiveEntries} entries; received {zip.Entries.Count}");
        long total = 0;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            CheckKind(archive, entry);
            if (limits.IsBomb(entry.Length, entry.CompressedLength, limits.MaxArchiveExpansionRatio))
                throw new ArchiveException(archive, entry.FullName,
                    $"{entry.Length} bytes are more than {limits.MaxArchiveExpansionRatio} times the {entry.CompressedLength} stored ones");
            if (entry.Length > limits.MaxTotalBytes - total)
                throw new ArchiveException(archive, entry.FullName, $"expected at most {limits.MaxTotalBytes} bytes in all");
            total += entry.Length;
        }
        // Entries may share their stored bytes: the sum is judged against the file as well.
        if (limits.IsBomb(total, stream.Length, limits.MaxArchiveExpansionRatio))
            throw new ArchiveException(
                archive, null, $"{total} bytes are more than {limits.MaxArchiveExpansionRatio} times the {stream.Length} of the file");
        long done = 0;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            if (entry.FullName.EndsWith('/'))
            {
                writer.Folder(entry.FullName);
                continue;
            }
            done += entry.Length;
            using Stream content = entry.Open();
            if (writer.File(entry.FullName, content, entry.Length, () => total == 0 ? 1 : (double)done / total) != entry.Crc32)
                throw new ArchiveException(archive, entry.FullName, "damaged: its checksum is wrong");
        }
    }

    private static void CheckKind(string archive, ZipArchiveEntry entry)
    {
        int type = entry.ExternalAttributes >> 16 & TypeMask;
        bool folder = entry.FullName.EndsWith('/');
        if (type != 0 && type != (folder ? Directory : RegularFile) || (entry.ExternalAttributes & ReparsePoint) != 0)
            throw new ArchiveException(archive, entry.FullName, "expected a plain file or folder; received a link, a device or a pipe");
        if (folder && entry.Length != 0)
            throw new ArchiveException(archive, entry.FullName, "a folder with content");
        if (entry.IsEncrypted)
            throw new ArchiveException(archive, entry.FullName, "it is encrypted");
    }
}
