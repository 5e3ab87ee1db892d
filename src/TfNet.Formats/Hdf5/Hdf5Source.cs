using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TfNet.Formats.Hdf5;

/// <summary>
/// The bytes of one file. Every read names an address relative to the superblock and is checked against the file first;
/// blocks of structure are counted, so that overlapping structures cannot multiply the work.
/// </summary>
internal sealed class Hdf5Source : IDisposable
{
    /// <summary>An address of all ones means "not there".</summary>
    internal const long Undefined = -1;

    private const long MetadataAllowance = 64L << 20;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _length;
    private readonly HashSet<long> _counted = [];
    private long _base;
    private long _metadataLeft;
    private long _totalLeft;
    private int _objectsLeft;

    internal Hdf5Source(Stream stream, string name, Limits limits, bool leaveOpen)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
        _length = stream.Length;
        Name = name;
        Limits = limits;
        _metadataLeft = MetadataAllowance + (_length > long.MaxValue / 32 ? long.MaxValue / 2 : 16 * _length);
        _totalLeft = limits.MaxTotalBytes;
        _objectsLeft = limits.MaxHdf5Objects;
    }

    internal string Name { get; }

    internal Limits Limits { get; }

    /// <summary>For tests that damage structures on purpose: the damage is to reach the code behind the checksums.</summary>
    internal bool IgnoreChecksums { get; init; }

    /// <summary>Bytes from the superblock to the end of the file.</summary>
    internal long Size => _length - _base;

    /// <summary>Length of the user block in front of the superblock; all addresses count from there.</summary>
    internal long Base
    {
        get => _base;
        set => _base = value;
    }

    public void Dispose()
    {
        if (!_leaveOpen)
            _stream.Dispose();
    }

    internal bool Contains(long address, long size) => address >= 0 && size >= 0 && size <= Size && address <= Size - size;

    /// <summary>Reads a block of structure and opens it for parsing.</summary>
    internal SpanReader Open(long address, long size, string what) => new(this, Block(address, size, what), address, what);

    /// <summary>Reads a block of structure.</summary>
    internal byte[] Block(long address, long size, string what)
    {
        CheckRange(address, size, what);
        if (size > Limits.MaxHeaderBytes)
            throw Fail(address, $"{what} of {size} bytes is above the limit of {Limits.MaxHeaderBytes}");
        _metadataLeft -= size;
        if (_metadataLeft < 0)
            throw Fail(address, "its structures overlap so that reading them takes more work than a file of this size may ask for");
        var block = new byte[size];
        ReadRaw(address, block, what);
        return block;
    }

    /// <summary>Reads array data.</summary>
    internal void ReadData(long address, Span<byte> destination, string what)
    {
        CheckRange(address, destination.Length, what);
        ReadRaw(address, destination, what);
    }

    internal void CheckRange(long address, long size, string what)
    {
        if (Contains(address, size))
            return;
        string place = address < 0 ? "an address outside the file"
            : string.Create(CultureInfo.InvariantCulture, $"{size} bytes at address {address}");
        throw Fail(address, $"{what}: {place}, but the file has {Size} bytes");
    }

    /// <summary>Counts links and objects against the limit.</summary>
    internal void CountObject(long offset)
    {
        if (--_objectsLeft < 0)
            throw Fail(offset, $"more than {Limits.MaxHdf5Objects} objects and links");
    }

    /// <summary>Counts the bytes a data set turns into, once per data set, against the limit for one load.</summary>
    internal void CountData(long objectAddress, long bytes, string path)
    {
        if (!_counted.Add(objectAddress))
            return;
        if (bytes > _totalLeft)
            throw Fail(objectAddress, $"data set '{path}' of {bytes} bytes exceeds the limit of {Limits.MaxTotalBytes} bytes for one load");
        _totalLeft -= bytes;
    }

    internal Hdf5Exception Fail(long address, string reason, Exception? cause = null) =>
        new(Name, address < 0 ? -1 : unchecked(address + _base), reason, cause);

    [DoesNotReturn]
    internal void Throw(long address, string reason) => throw Fail(address, reason);

    private void ReadRaw(long address, Span<byte> destination, string what)
    {
        _stream.Position = address + _base;
        if (_stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
            throw Fail(address, $"{what}: the file ended while it was read");
    }
}
