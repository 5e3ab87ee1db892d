using System.Globalization;

namespace TfNet.Formats.Hdf5;

/// <summary>The extent of a data set or attribute. Null space: no elements and no shape.</summary>
internal sealed record DataSpace(long[] Dims, long[]? MaxDims, bool IsNull, long Count)
{
    internal static DataSpace Read(ref SpanReader r)
    {
        long at = r.Offset;
        int version = r.Version(1, 2);
        int rank = r.U8(), flags = r.U8();
        int kind = version == 2 ? r.U8() : rank == 0 ? 0 : 1;
        if (version == 1)
            r.Skip(5);
        if (kind > 2 || kind != 1 && rank != 0)
            throw r.Source.Fail(at, $"dataspace of kind {kind} with rank {rank}");
        if (rank > r.Source.Limits.MaxRank)
            throw r.Source.Fail(at, $"dataspace of rank {rank}; at most {r.Source.Limits.MaxRank} is allowed");
        if ((flags & 2) != 0)
            throw r.Source.Fail(at, "dataspace with permuted dimensions is not supported");
        var dims = new long[rank];
        for (int i = 0; i < rank; i++)
            dims[i] = r.Size();
        long[]? maxDims = null;
        if ((flags & 1) != 0)
        {
            maxDims = new long[rank];
            for (int i = 0; i < rank; i++)
                maxDims[i] = r.Address();
        }
        return new DataSpace(dims, maxDims, kind == 2, kind == 2 ? 0 : Product(dims, at, r.Source));
    }

    internal static string Text(IEnumerable<long> dims) =>
        $"({string.Join(", ", dims.Select(d => d.ToString(CultureInfo.InvariantCulture)))})";

    private static long Product(long[] dims, long at, Hdf5Source source)
    {
        if (dims.Contains(0))
            return 0;
        long count = 1;
        foreach (long d in dims)
        {
            if (d > long.MaxValue / count)
                throw source.Fail(at, $"dataspace {Text(dims)} has more than 2^63 elements");
            count *= d;
        }
        return count;
    }
}
