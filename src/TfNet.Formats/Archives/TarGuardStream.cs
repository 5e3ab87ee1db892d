using System.Text;

namespace TfNet.Formats.Archives;

/// <summary>
/// Passes a tar's bytes through and looks at every 512-byte header on the way, before the reader behind it acts on one: only plain files
/// and folders, bounded name and attribute records, sizes that every reader understands in the same way, correct checksums, and a total
/// within the limits.
/// </summary>
internal sealed class TarGuardStream(string archive, Stream inner, long storedBytes, Limits limits) : Stream
{
    private const int Block = 512;

    private readonly byte[] _header = new byte[Block];
    private readonly MemoryStream _attributes = new();
    private int _headerFill;
    private long _payload;
    private long _total;
    private bool _keepPayload;
    private bool _ended;
    private int _entries;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _total; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        int n = inner.Read(buffer);
        if (n == 0)
        {
            // A plain archive that was never one says so in the header check; a cut one ends where no end block stands.
            if (!_ended)
                throw new ArchiveException(
                    archive, null, _entries == 0 ? "expected .zip, .tar or .tar.gz" : "truncated: the end of the archive is missing");
            return 0;
        }
        _total += n;
        if (_total > limits.MaxTotalBytes || limits.IsBomb(_total, storedBytes, limits.MaxArchiveExpansionRatio))
        {
            throw new ArchiveException(
                archive,
                null,
                $"expected at most {limits.MaxTotalBytes} bytes, {limits.MaxArchiveExpansionRatio} for each of {storedBytes} stored ones");
        }
        Watch(buffer[..n]);
        return n;
    }

    /// <summary>Reads what is left, so that a compressed stream checks its checksum.</summary>
    public void Finish()
    {
        byte[] rest = new byte[1 << 14];
        while (Read(rest) > 0)
        {
        }
    }

    private void Watch(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_ended)
        {
            if (_payload > 0)
            {
                int n = (int)Math.Min(_payload, bytes.Length);
                if (_keepPayload)
                    _attributes.Write(bytes[..n]);
                _payload -= n;
                bytes = bytes[n..];
                if (_payload == 0 && _keepPayload)
                    CheckAttributes();
                continue;
            }
            int take = Math.Min(Block - _headerFill, bytes.Length);
            bytes[..take].CopyTo(_header.AsSpan(_headerFill));
            _headerFill += take;
            bytes = bytes[take..];
            if (_headerFill == Block)
            {
                _headerFill = 0;
                CheckHeader();
            }
        }
    }

    private void CheckHeader()
    {
        if (!_header.AsSpan().ContainsAnyExcept((byte)0))
        {
            _ended = true;
            return;
        }
        int sum = 8 * ' ';
        for (int i = 0; i < Block; i++)
            sum += i is >= 148 and < 156 ? 0 : _header[i];
        if (!TryOctal(_header.AsSpan(148, 8), out long stored) || stored != sum)
            throw new ArchiveException(
                archive, null, _entries == 0 ? "expected .zip, .tar or .tar.gz" : "damaged: the checksum of a tar header is wrong");
        int end = Array.IndexOf(_header, (byte)0, 0, 100);
        string name = Encoding.UTF8.GetString(_header, 0, end < 0 ? 100 : end);
        if (!TryOctal(_header.AsSpan(124, 12), out long size))
            throw new ArchiveException(archive, name, "its size is not an octal number");
        char type = (char)_header[156];
        _keepPayload = type is 'x' or 'g' or 'L';
        if (type is not ('0' or '\0' or '5') && !_keepPayload)
            throw new ArchiveException(
                archive, name, $"expected a plain file or folder; received a link, a device or another special entry (type '{type}')");
        if (type == '5' && size != 0)
            throw new ArchiveException(archive, name, "a folder with content");
        if (_keepPayload && size > limits.MaxAttributeBytes)
            throw new ArchiveException(archive, name, $"expected attributes of at most {limits.MaxAttributeBytes} bytes; received {size}");
        if (++_entries > 3L * limits.MaxArchiveEntries)
            throw new ArchiveException(archive, name, $"expected at most {limits.MaxArchiveEntries} entries");
        if (size > limits.MaxTotalBytes)
            throw new ArchiveException(archive, name, $"expected at most {limits.MaxTotalBytes} bytes in all; received {size}");
        _payload = (size + Block - 1) / Block * Block;
    }

    /// <summary>Attributes that give a file another size than its header would make two readers disagree about what follows.</summary>
    private void CheckAttributes()
    {
        ReadOnlySpan<byte> text = _attributes.GetBuffer().AsSpan(0, (int)_attributes.Length);
        if (_header[156] != (byte)'L' && (text.IndexOf(" size="u8) >= 0 || text.IndexOf("GNU.sparse"u8) >= 0))
            throw new ArchiveException(archive, null, "extended attributes that change a file's size are not supported");
        _attributes.SetLength(0);
    }

    /// <summary>Octal digits between blanks, ended by a blank, a zero byte or the end of the field.</summary>
    private static bool TryOctal(ReadOnlySpan<byte> field, out long value)
    {
        field = field.TrimStart((byte)' ');
        value = 0;
        int digits = 0;
        while (digits < field.Length && field[digits] is >= (byte)'0' and <= (byte)'7')
            value = value * 8 + (field[digits++] - '0');
        return digits > 0 && !field[digits..].ContainsAnyExcept((byte)' ', (byte)0);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
