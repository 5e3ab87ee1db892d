namespace TfNet.Formats.Hdf5;

/// <summary>The file's entry: where the root group lies, and the sizes of the old group structures.</summary>
internal sealed record Superblock(int Version, long RootAddress, int GroupLeafK, int GroupInternalK)
{
    private const int DefaultLeafK = 4;
    private const int DefaultInternalK = 16;

    internal static ReadOnlySpan<byte> FileSignature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Finds the superblock at 0, 512, 1024, 2048, .. and reads it; addresses count from it afterwards.</summary>
    internal static Superblock Read(Hdf5Source source)
    {
        if (source.Size == 0)
            throw source.Fail(0, "the file is empty");
        Span<byte> signature = stackalloc byte[8];
        for (long at = 0; source.Contains(at, 8); at = at == 0 ? 512 : at * 2)
        {
            source.ReadData(at, signature, "signature");
            if (!signature.SequenceEqual(FileSignature))
                continue;
            source.Base = at;
            return ReadFound(source);
        }
        throw source.Fail(0, "not an HDF5 file (its signature was not found)");
    }

    private static Superblock ReadFound(Hdf5Source source)
    {
        if (!source.Contains(8, 1))
            throw source.Fail(8, "the file ends after its signature");
        int version = source.Block(8, 1, "superblock")[0];
        return version switch
        {
            0 or 1 => ReadOld(source, version),
            2 or 3 => ReadNew(source, version),
            _ => throw source.Fail(8, $"superblock version {version} is not supported (expected 0 to 3)"),
        };
    }

    private static Superblock ReadOld(Hdf5Source source, int version)
    {
        int size = version == 0 ? 96 : 100;
        SpanReader r = source.Open(0, Math.Min(size, source.Size), "superblock");
        r.Skip(9);
        if (r.U8() != 0 || r.U8() != 0 || r.U8() != 0 || r.U8() != 0)
            throw source.Fail(9, "superblock: unknown versions of free-space, root-entry or shared-header structures");
        CheckSizes(ref r);
        r.Skip(1);
        int leafK = r.U16(), internalK = r.U16();
        if (leafK == 0 || internalK == 0)
            throw source.Fail(16, "superblock: group node sizes of 0");
        r.Skip(version == 0 ? 4 : 8);
        r.Skip(16);
        CheckEnd(ref r);
        if (r.Address() != Hdf5Source.Undefined)
            throw source.Fail(r.Offset - 8, "files made by a driver that splits them (driver information block) are not supported");
        r.Skip(8);
        return new Superblock(version, r.Address(), leafK, internalK);
    }

    private static Superblock ReadNew(Hdf5Source source, int version)
    {
        SpanReader r = source.Open(0, Math.Min(48, source.Size), "superblock");
        r.Skip(9);
        CheckSizes(ref r);
        r.Skip(1 + 8 + 8);
        CheckEnd(ref r);
        long root = r.Address();
        r.Checksum();
        return new Superblock(version, root, DefaultLeafK, DefaultInternalK);
    }

    private static void CheckSizes(ref SpanReader r)
    {
        long at = r.Offset;
        int offsets = r.U8(), lengths = r.U8();
        if (offsets != 8 || lengths != 8)
            throw r.Source.Fail(at, $"superblock: sizes of offsets {offsets} and lengths {lengths} are not supported (expected 8 and 8)");
    }

    private static void CheckEnd(ref SpanReader r)
    {
        long at = r.Offset;
        long end = r.Address();
        // The end address counts from the start of the file, whatever the user block.
        long actual = r.Source.Size + r.Source.Base;
        if (end < 0 || end > actual)
            throw r.Source.Fail(at, $"the file is truncated: it has {actual} bytes and says it has {unchecked((ulong)end)}");
    }
}
