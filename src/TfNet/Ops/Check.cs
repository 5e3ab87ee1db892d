using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tensorflow;

/// <summary>
/// Argument checks that every op makes before LibTorch sees anything. Text:
/// <c>{op}: argument {name}: expected {rule}; received {value}</c>.
/// </summary>
internal static class Check
{
    internal static void Floating(string op, Tensor x, [CallerArgumentExpression(nameof(x))] string argument = "")
    {
        if (!x.dtype.is_floating())
            Throw(op, argument, "a floating dtype", $"{x.dtype.as_numpy_name()} of shape {x.shape}");
    }

    internal static void Numeric(string op, Tensor x, [CallerArgumentExpression(nameof(x))] string argument = "")
    {
        if (!x.dtype.is_floating() && !x.dtype.is_integer())
            Throw(op, argument, "a numeric dtype", $"{x.dtype.as_numpy_name()} of shape {x.shape}");
    }

    internal static void Integer(string op, Tensor x, [CallerArgumentExpression(nameof(x))] string argument = "")
    {
        if (!x.dtype.is_integer())
            Throw(op, argument, "an integer dtype", $"{x.dtype.as_numpy_name()} of shape {x.shape}");
    }

    internal static void Bool(string op, Tensor x, [CallerArgumentExpression(nameof(x))] string argument = "")
    {
        if (!x.dtype.is_bool())
            Throw(op, argument, "dtype bool", $"{x.dtype.as_numpy_name()} of shape {x.shape}");
    }

    internal static void SameDType(string op, Tensor a, Tensor b)
    {
        if (a.dtype != b.dtype)
            throw new InvalidArgumentError(
                $"{op}: arguments must have one dtype: received {a.dtype.as_numpy_name()} of shape {a.shape} and {b.dtype.as_numpy_name()} of shape {b.shape}; use tf.cast");
    }

    internal static void Rank(string op, Tensor x, int rank, [CallerArgumentExpression(nameof(x))] string argument = "")
    {
        if (x.rank != rank)
            Throw(op, argument, $"rank {rank}", $"shape {x.shape}");
    }

    internal static void MinRank(string op, Tensor x, int rank, [CallerArgumentExpression(nameof(x))] string argument = "")
    {
        if (x.rank < rank)
            Throw(op, argument, $"rank >= {rank}", $"shape {x.shape}");
    }

    internal static void Positive(string op, long value, [CallerArgumentExpression(nameof(value))] string argument = "")
    {
        if (value <= 0)
            Throw(op, argument, "a value > 0", value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    internal static void That([DoesNotReturnIf(false)] bool condition, string op, string argument, string expected, object received)
    {
        if (!condition)
            Throw(op, argument, expected, received.ToString() ?? "null");
    }

    /// <summary>Two symbolic or concrete extents can be the same.</summary>
    internal static bool Agree(long a, long b) => a == b || a < 0 || b < 0;

    /// <summary>A gradient given from outside has its tensor's shape and dtype.</summary>
    internal static void SameAs(string op, Tensor given, Tensor like, [CallerArgumentExpression(nameof(given))] string argument = "")
    {
        if (given.shape != like.shape || given.dtype != like.dtype)
            Throw(op, argument, $"shape {like.shape} {like.dtype.as_numpy_name()}", $"{given.shape} {given.dtype.as_numpy_name()}");
    }

    /// <summary>Axes as non-negative, distinct numbers; null means all.</summary>
    internal static long[] Axes(string op, Tensor x, Axis? axis, string argument = "axis")
    {
        if (axis is null)
            return [.. Enumerable.Range(0, x.rank).Select(i => (long)i)];
        var result = new List<long>(axis.size);
        foreach (int a in axis.Span)
        {
            long i = AxisOf(op, x.shape, a, argument);
            if (result.Contains(i))
                Throw(op, argument, "distinct axes", axis.ToString());
            result.Add(i);
        }
        return [.. result];
    }

    internal static int AxisOf(string op, Shape shape, int axis, string argument = "axis")
    {
        int i = axis < 0 ? axis + shape.ndim : axis;
        if ((uint)i >= (uint)shape.ndim)
            Throw(op, argument, $"an axis in {-shape.ndim}..{shape.ndim - 1} for shape {shape}", axis.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return i;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Throw(string op, string argument, string expected, string received) =>
        throw new InvalidArgumentError($"{op}: argument {argument}: expected {expected}; received {received}");
}
