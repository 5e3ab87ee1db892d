namespace TfNet.Formats.Hdf5;

/// <summary>An array of an open file.</summary>
public sealed class Hdf5Dataset : Hdf5Object
{
    private readonly DataSpace _space;
    private readonly DataType _type;
    private Layout? _layout;
    private ChunkedData? _chunks;

    internal Hdf5Dataset(Hdf5File file, string path, ObjectHeader header, HeaderMessage type)
        : base(file, path, header)
    {
        HeaderMessage space =
            header.Find(MessageType.DataSpace) ?? throw file.Source.Fail(header.Address, $"data set '{path}' without a dataspace");
        if (space.IsShared)
            throw file.Source.Fail(space.Offset, "shared dataspaces are not supported");
        SpanReader r = space.Open(file.Source, "dataspace");
        _space = DataSpace.Read(ref r);
        _type = DataType.ReadMessage(file.Source, type);
        if (_space.Count > long.MaxValue / _type.Size)
            throw file.Source.Fail(header.Address, $"data set '{path}' {DataSpace.Text(_space.Dims)}: its size overflows 64 bits");
    }

    /// <summary>The extent; empty for a scalar and for a null dataspace.</summary>
    public IReadOnlyList<long> Shape => _space.Dims;

    /// <summary>True when there are no values at all (null dataspace), not even an extent.</summary>
    public bool IsNull => _space.IsNull;

    /// <summary>What the elements are.</summary>
    public Hdf5Type Type => _type.Type;

    /// <summary>Number of elements.</summary>
    public long Count => _space.Count;

    /// <summary>Bytes that <see cref="ReadInto"/> gives: elements times element size.</summary>
    public long ByteLength => _space.Count * _type.Size;

    private Hdf5Source Source => File.Source;

    /// <summary>All elements as bytes: row-major, little-endian.</summary>
    public byte[] ReadBytes()
    {
        Check();
        if (ByteLength > Array.MaxLength)
            throw Source.Fail(Address, $"data set '{Path}' of {ByteLength} bytes does not fit into one array; read it in ranges");
        var bytes = new byte[ByteLength];
        ReadRange(0, bytes);
        return bytes;
    }

    /// <summary>Reads all elements: row-major, little-endian, into memory of exactly <see cref="ByteLength"/> bytes.</summary>
    public void ReadInto(Span<byte> destination)
    {
        if (destination.Length != ByteLength)
        {
            throw new ArgumentException(
                $"data set '{Path}': argument destination: expected {ByteLength} bytes; received {destination.Length}",
                nameof(destination));
        }
        ReadRange(0, destination);
    }

    /// <summary>
    /// Reads a part of the row-major, little-endian bytes; start and length are multiples of the element size. For arrays above 2 GiB.
    /// </summary>
    public void ReadRange(long start, Span<byte> destination)
    {
        Check();
        if (start < 0 || start > ByteLength - destination.Length || start % _type.Size != 0 || destination.Length % _type.Size != 0)
        {
            throw new ArgumentException(
                $"data set '{Path}': argument start: expected whole elements within {ByteLength} bytes; "
                + $"received {start} and {destination.Length} bytes",
                nameof(start));
        }
        Raw(start, destination);
        if (_type.BigEndian)
            Values.ReverseElements(destination, _type.Size);
    }

    /// <summary>All elements as text, row-major.</summary>
    public string[] ReadStrings()
    {
        if (!Type.IsText())
            throw Source.Fail(Address, $"data set '{Path}' is {_type.Description}; text expected");
        CheckSizes();
        if (ByteLength > Source.Limits.MaxHeaderBytes)
            throw Source.Fail(Address,
                $"data set '{Path}': {ByteLength} bytes of text are above the limit of {Source.Limits.MaxHeaderBytes}");
        var data = new byte[ByteLength];
        Raw(0, data);
        return Values.Strings(File, _type, data, Address, $"data set '{Path}'");
    }

    /// <summary>
    /// Checks what can be checked without reading the values: a supported type, a supported layout, data inside the file, size limits.
    /// </summary>
    /// <exception cref="Hdf5Exception">reading the values would fail</exception>
    public void Check()
    {
        if (_type.Type.ElementSize() == 0)
            throw Source.Fail(Address, $"data set '{Path}' is {_type.Description}; not a number type");
        CheckSizes();
    }

    private void CheckSizes()
    {
        if (_layout is not null)
            return;
        if (Header.Find(MessageType.ExternalFiles) is not null)
            throw Source.Fail(Address, $"data set '{Path}' has external storage (its data lie in another file), which is not read");
        HeaderMessage message = Header.Find(MessageType.Layout) ?? throw Source.Fail(Address, $"data set '{Path}' without a data layout");
        Layout layout = Layout.Read(Source, message, _space.Dims.Length, _type.Size);
        long stored = Stored(layout);
        if (Source.Limits.IsBomb(ByteLength, stored, Source.Limits.MaxExpansionRatio))
            throw Source.Fail(Address,
                $"data set '{Path}' {DataSpace.Text(_space.Dims)} claims {ByteLength} bytes, but {stored} bytes are stored for it");
        Source.CountData(Address, ByteLength, Path);
        _layout = layout;
    }

    /// <summary>Bytes in the file for this data set; checks that they are there.</summary>
    private long Stored(Layout layout)
    {
        switch (layout.Kind)
        {
            case LayoutKind.Virtual:
                throw Source.Fail(Address, $"data set '{Path}' has a virtual layout (class 3), which is not read");
            case LayoutKind.Chunked:
                _chunks = ChunkedData.Open(File, this, _space, _type.Size, layout);
                return _chunks.StoredBytes;
            case LayoutKind.Contiguous when layout.Address == Hdf5Source.Undefined:
                return 0;
            default:
                if (layout.Size < ByteLength)
                    throw Source.Fail(Address,
                        $"data set '{Path}' {DataSpace.Text(_space.Dims)} needs {ByteLength} bytes, but {layout.Size} are stored");
                if (layout.Kind == LayoutKind.Contiguous)
                    Source.CheckRange(layout.Address, layout.Size, $"data of '{Path}'");
                return layout.Size;
        }
    }

    private void Raw(long start, Span<byte> destination)
    {
        if (destination.IsEmpty)
            return;
        switch (_layout!.Kind)
        {
            case LayoutKind.Compact:
                _layout.CompactData.Span.Slice((int)start, destination.Length).CopyTo(destination);
                break;
            case LayoutKind.Contiguous when _layout.Address != Hdf5Source.Undefined:
                Source.ReadData(_layout.Address + start, destination, $"data of '{Path}'");
                break;
            case LayoutKind.Contiguous:
                Fill(destination);
                break;
            default:
                if (!_chunks!.CoversAll)
                    Fill(destination);
                _chunks.Read(start, destination);
                break;
        }
    }

    private void Fill(Span<byte> destination)
    {
        ReadOnlySpan<byte> value = FillValue.Read(Source, Header, _type.Size).Span;
        destination.Clear();
        if (value.IsEmpty || value.IndexOfAnyExcept((byte)0) < 0)
            return;
        for (int i = 0; i < destination.Length; i += value.Length)
            value.CopyTo(destination[i..]);
    }
}
