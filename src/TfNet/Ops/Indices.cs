using System.Globalization;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Index tensors: reading them on the host and checking their range before LibTorch sees them.</summary>
internal static class Indices
{
    /// <summary>The integers of a small host tensor.</summary>
    internal static long[] Numbers(Tensor x, string op = "index")
    {
        Check.Integer(op, x);
        return MathOps.Cast(x, TF_DataType.TF_INT64).ToArray<long>();
    }

    internal static long[] Numbers<T>(T[] values)
    {
        var result = new long[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = values[i] switch
            {
                Tensor t => (long)t,
                IConvertible c => c.ToInt64(CultureInfo.InvariantCulture),
                _ => throw new TypeError($"index: expected integers; received {typeof(T).Name}"),
            };
        return result;
    }

    internal static bool AnyNegative(Tensor x)
    {
        using var scope = new Scope("check");
        return x.size > 0 && (bool)Aten.any(Aten.lt(x, Aten.scalar(0, x.dtype)));
    }

    /// <summary>All indices lie in 0..extent-1; else an error that names the first that does not.</summary>
    internal static void InRange(string op, Tensor indices, long extent, string argument = "indices")
    {
        if (indices.size == 0)
            return;
        using var scope = new Scope(op);
        long low = (long)Aten.amin(indices, [], false);
        long high = (long)Aten.amax(indices, [], false);
        if (low >= 0 && high < extent)
            return;
        throw new InvalidArgumentError($"{op}: argument {argument}: expected values in 0..{extent - 1}; received {(low < 0 ? low : high)}");
    }

    internal static Tensor AsInt64(Tensor indices) =>
        indices.dtype == TF_DataType.TF_INT64 ? indices : Aten._to_copy(indices, TF_DataType.TF_INT64);

    /// <summary>The indices [n, rank] of what is true or not zero, row-major.</summary>
    internal static Tensor Where(Tensor condition)
    {
        using var scope = new Scope("where");
        return scope.Return(Aten.nonzero(condition));
    }

    /// <summary>A constant index vector.</summary>
    internal static Tensor Constant(IEnumerable<long> values, Device device)
    {
        Tensor t = new(values.ToArray());
        return t.Device == device ? t : Aten._to_copy(t, t.dtype, device);
    }
}
