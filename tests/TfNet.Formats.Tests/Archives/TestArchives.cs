using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace TfNet.Formats.Tests.Archives;

/// <summary>Makes small archives in memory.</summary>
internal static class TestArchives
{
    public static byte[] Zip(params (string Name, string Content)[] entries)
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string content) in entries)
            {
                using Stream s = zip.CreateEntry(name).Open();
                s.Write(Encoding.UTF8.GetBytes(content));
            }
        }
        return memory.ToArray();
    }

    public static byte[] ZipWithAttributes(string name, int attributes)
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            ZipArchiveEntry entry = zip.CreateEntry(name);
            entry.ExternalAttributes = attributes;
            using Stream s = entry.Open();
            s.Write("target"u8);
        }
        return memory.ToArray();
    }

    public static byte[] Tar(TarEntryFormat format, params (string Name, string Content)[] entries)
    {
        var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, format, leaveOpen: true))
        {
            foreach ((string name, string content) in entries)
                tar.WriteEntry(Entry(format, name.EndsWith('/') ? TarEntryType.Directory : TarEntryType.RegularFile, name, content));
        }
        return memory.ToArray();
    }

    public static byte[] TarWith(TarEntryType type, string name, string? link)
    {
        var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, TarEntryFormat.Ustar, leaveOpen: true))
        {
            var entry = new UstarTarEntry(type, name);
            if (link != null)
                entry.LinkName = link;
            tar.WriteEntry(entry);
            tar.WriteEntry(Entry(TarEntryFormat.Ustar, TarEntryType.RegularFile, name + "/inside", "x"));
        }
        return memory.ToArray();
    }

    private static TarEntry Entry(TarEntryFormat format, TarEntryType type, string name, string content)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(type == TarEntryType.RegularFile ? TarEntryType.V7RegularFile : type, name),
            TarEntryFormat.Gnu => new GnuTarEntry(type, name),
            TarEntryFormat.Pax => new PaxTarEntry(type, name),
            _ => new UstarTarEntry(type, name),
        };
        if (type == TarEntryType.RegularFile)
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return entry;
    }
}
