using System.Formats.Tar;
using System.IO.Compression;

namespace TfNet.Formats.Archives;

/// <summary>Unpacks tar and tar.gz: the framework's reader behind <see cref="TarGuardStream"/>.</summary>
internal static class TarArchive
{
    public static void UnpackGzip(string archive, FileStream file, EntryWriter writer, Limits limits)
    {
        using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        Unpack(archive, gzip, file, writer, limits);
    }

    public static void Unpack(string archive, Stream content, FileStream file, EntryWriter writer, Limits limits)
    {
        using var guard = new TarGuardStream(archive, content, file.Length, limits);
        using var reader = new TarReader(guard, leaveOpen: true);
        double Fraction() => file.Length == 0 ? 1 : (double)file.Position / file.Length;
        while (reader.GetNextEntry() is TarEntry entry)
        {
            switch (entry.EntryType)
            {
                case TarEntryType.Directory:
                    writer.Folder(entry.Name);
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                    writer.File(entry.Name, entry.DataStream ?? Stream.Null, entry.Length, Fraction);
                    break;
                case TarEntryType.GlobalExtendedAttributes:
                    break;
                default:
                    throw new ArchiveException(archive, entry.Name, $"expected a plain file or folder; received {entry.EntryType}");
            }
        }
        guard.Finish();
    }
}
