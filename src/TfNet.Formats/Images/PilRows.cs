using System.Numerics;

namespace TfNet.Formats.Images;

/// <summary>Whole-row arithmetic of the vertical pass.</summary>
internal static class PilRows
{
    /// <summary>sums[i] += row[i] · weight.</summary>
    public static void AddScaled(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        int i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            Add(a, weight, sums, i);
            Add(b, weight, sums, i + Vector<int>.Count);
            Add(c, weight, sums, i + 2 * Vector<int>.Count);
            Add(d, weight, sums, i + 3 * Vector<int>.Count);
        }
        for (; i < row.Length; i++)
            sums[i] += row[i] * weight;
    }

    private static void Add(Vector<uint> values, int weight, Span<int> sums, int at)
    {
        Span<int> to = sums[at..];
        (new Vector<int>(to) + Vector.AsVectorInt32(values) * weight).CopyTo(to);
    }
}
