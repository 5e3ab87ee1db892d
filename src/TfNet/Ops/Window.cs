using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>
/// How a window slides over the spatial axes of a channels-last tensor, with the padding worked out:
/// <see cref="Symmetric"/> goes to LibTorch's operator, what one side has more (<see cref="ExtraBefore"/>, <see cref="ExtraAfter"/>)
/// is laid around the tensor first.
/// </summary>
internal sealed class Window
{
    private Window(long[] kernel, long[] strides, long[] dilations, long[] before, long[] after, long[] output)
    {
        Kernel = kernel;
        Strides = strides;
        Dilations = dilations;
        Before = before;
        After = after;
        Output = output;
        Symmetric = new long[kernel.Length];
        for (int i = 0; i < kernel.Length; i++)
            Symmetric[i] = Math.Min(before[i], after[i]);
    }

    internal long[] Kernel { get; }

    internal long[] Strides { get; }

    internal long[] Dilations { get; }

    internal long[] Before { get; }

    internal long[] After { get; }

    internal long[] Symmetric { get; }

    /// <summary>The number of window positions along each axis; -1 where the extent is unknown.</summary>
    internal long[] Output { get; }

    internal bool IsSymmetric => Before.AsSpan().SequenceEqual(After);

    internal bool HasPadding => Before.AsSpan().ContainsAnyExcept(0L) || After.AsSpan().ContainsAnyExcept(0L);

    /// <summary>Cells that one side has beyond the symmetric part, per axis of the whole tensor (batch and channels none).</summary>
    internal long[] ExtraBefore => Extra(Before);

    internal long[] ExtraAfter => Extra(After);

    internal long[] AllBefore => Around(Before);

    internal long[] AllAfter => Around(After);

    /// <summary>Works out and checks a window over x [N, spatial.., C].</summary>
    internal static Window Of(string op, Shape x, long[] kernel, long[] strides, long[] dilations, Padding padding)
    {
        int n = x.ndim - 2;
        Check.That(kernel.Length == n, op, "kernel", $"{n} spatial extents for x of shape {x}", $"({string.Join(", ", kernel)})");
        Check.That(strides.Length == n, op, "strides", $"{n} numbers", $"({string.Join(", ", strides)})");
        Check.That(dilations.Length == n, op, "dilations", $"{n} numbers", $"({string.Join(", ", dilations)})");
        Check.That(!padding.IsExplicit || padding.Axes == n, op, "padding", $"pairs for {n} axes", padding);
        var before = new long[n];
        var after = new long[n];
        var output = new long[n];
        for (int i = 0; i < n; i++)
        {
            Check.That(kernel[i] > 0, op, "kernel", "extents > 0", $"({string.Join(", ", kernel)})");
            Check.That(strides[i] is > 0 and <= int.MaxValue, op, "strides", "numbers > 0", $"({string.Join(", ", strides)})");
            Check.That(dilations[i] is > 0 and <= int.MaxValue, op, "dilations", "numbers > 0", $"({string.Join(", ", dilations)})");
            long length = x[i + 1];
            if (length < 0)
            {
                output[i] = -1;
                continue;
            }
            long span = checked((kernel[i] - 1) * dilations[i] + 1);
            (before[i], after[i]) = padding.Cells(i, length, span, strides[i]);
            long room = checked(length + before[i] + after[i]) - span;
            if (length == 0 || room < 0)
                throw new InvalidArgumentError(
                    $"{op}: argument x: expected at least {Math.Max(span - before[i] - after[i], 1)} cells along axis {i + 1} "
                    + $"(kernel {kernel[i]}, dilation {dilations[i]}, padding {padding}); received shape {x}");
            output[i] = room / strides[i] + 1;
        }
        return new Window(kernel, strides, dilations, before, after, output);
    }

    /// <summary>The result's shape with its number of channels; refuses what cannot fit into memory.</summary>
    internal Shape OutputShape(Shape x, long channels, TF_DataType dtype)
    {
        var shape = new Shape([x[0], .. Output, channels]);
        if (shape.IsFullyDefined)
            HostMemory.Limit(shape.Span, dtype);
        return shape;
    }

    private long[] Extra(long[] side)
    {
        var cells = new long[side.Length + 2];
        for (int i = 0; i < side.Length; i++)
            cells[i + 1] = side[i] - Symmetric[i];
        return cells;
    }

    private static long[] Around(long[] side) => [0, .. side, 0];
}
