namespace TfNet.Formats.Archives;

/// <summary>Writes the files of an archive below one folder and keeps the sums that the limits are about.</summary>
internal sealed class EntryWriter(string archive, string root, Limits limits, Action<ArchiveProgress>? progress, CancellationToken cancel)
{
    private readonly EntryNames _names = new(archive, limits);
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _written;

    /// <summary>Files written so far.</summary>
    public int Files { get; private set; }

    /// <summary>Says that everything is written.</summary>
    public void Done() => progress?.Invoke(new ArchiveProgress(Files, _written, 1, ""));

    public void Folder(string name)
    {
        string path = _names.Accept(name, isFolder: true);
        Directory.CreateDirectory(Path.Combine(root, path));
    }

    /// <summary>Copies exactly <paramref name="size"/> bytes into a new file and returns their CRC.</summary>
    public uint File(string name, Stream content, long size, Func<double> fraction)
    {
        string path = Path.Combine(root, _names.Accept(name, isFolder: false));
        if (size < 0 || size > limits.MaxTotalBytes - _written)
            throw new ArchiveException(archive, name, $"expected at most {limits.MaxTotalBytes} bytes in all");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        uint crc = Crc32.Start;
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            long left = size;
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                int n = content.Read(_buffer, 0, _buffer.Length);
                if (n == 0)
                    break;
                left -= n;
                if (left < 0)
                    throw new ArchiveException(archive, name, $"damaged: it holds more than its declared {size} bytes");
                crc = Crc32.Update(crc, _buffer.AsSpan(0, n));
                file.Write(_buffer, 0, n);
            }
            if (left > 0)
                throw new ArchiveException(archive, name, $"truncated: {size - left} of its {size} bytes are there");
        }
        _written += size;
        Files++;
        progress?.Invoke(new ArchiveProgress(Files, _written, fraction(), name));
        return Crc32.Finish(crc);
    }
}
