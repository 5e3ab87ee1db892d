namespace Tensorflow;

/// <summary>The gradient of a convolution as a layer: x [N,H,W,I], kernel [kh,kw,O,I].</summary>
internal static class Conv2DTranspose
{
    private const string Op = "conv2d_transpose";

    /// <summary>Keras' result size: H*s for "same", H*s + max(k' - s, 0) for "valid"; with output padding p (H-1)*s + k' - 2*pad +
    /// p.</summary>
    internal static Tensor Apply(
        Tensor x, Tensor kernel, Tensor? bias, (int h, int w) strides, Padding padding, (int h, int w)? outputPadding,
            (int h, int w) dilations,
        FusedActivation activation = FusedActivation.None)
    {
        Check.Rank(Op, x, 4);
        Check.Rank(Op, kernel, 4);
        Check.That(!padding.IsExplicit, Op, "padding", "'valid' or 'same'", padding);
        long h = OutputLength(x.shape[1], kernel.shape[0], strides.h, dilations.h, padding, outputPadding?.h);
        long w = OutputLength(x.shape[2], kernel.shape[1], strides.w, dilations.w, padding, outputPadding?.w);
        return ToShape(x, kernel, bias, (h, w), strides, padding, dilations, activation);
    }

    /// <summary>To a given size, which the convolution of those strides and padding must map back to x's.</summary>
    internal static Tensor ToShape(
        Tensor x, Tensor kernel, Tensor? bias, (long h, long w) size, (int h, int w) strides, Padding padding, (int h, int w) dilations,
        FusedActivation activation = FusedActivation.None)
    {
        Check.Floating(Op, x);
        Check.Rank(Op, x, 4);
        Check.Rank(Op, kernel, 4);
        Check.SameDType(Op, x, kernel);
        (long o, long i) = (kernel.shape[2], kernel.shape[3]);
        Check.That(o > 0 && i > 0 && Check.Agree(i, x.shape[3]), Op, "kernel",
            $"{x.shape[3]} channels in its last axis, for x of shape {x.shape}", kernel.shape);
        BiasAdd.CheckBias(Op, bias, o, x);
        var shape = new Shape(x.shape[0], size.h, size.w, o);
        Window w = Window.Of(Op, shape, [kernel.shape[0], kernel.shape[1]], [strides.h, strides.w], [dilations.h, dilations.w], padding);
        Check.That(Check.Agree(w.Output[0], x.shape[1]) && Check.Agree(w.Output[1], x.shape[2]), Op, "output_shape",
            $"a size that the convolution maps to ({x.shape[1]}, {x.shape[2]})",
                $"{shape}, which it maps to ({w.Output[0]}, {w.Output[1]})");
        Tensor[] inputs = bias is null ? [x, kernel] : [x, kernel, bias];
        if (Array.Exists(inputs, t => t.IsSymbolic))
            return SymbolicOrigin.Result(Op, shape, x.dtype, inputs,
                a => ToShape(a[0], a[1], a.Length > 2 ? a[2] : null, Size(size, a[0], kernel, strides, padding, dilations), strides,
                    padding, dilations, activation));
        w.OutputShape(shape, o, x.dtype);
        if (shape.size == 0)
            return Conv2D.Empty(Op, inputs, shape);
        return Compute(x, kernel, bias, shape, w, activation);
    }

    private static Tensor Compute(Tensor x, Tensor kernel, Tensor? bias, Shape shape, Window w, FusedActivation activation)
    {
        using var scope = new TfNet.LibTorch.Scope(Op);
        var padded = new Shape(shape[0], shape[1] + w.ExtraBefore[1] + w.ExtraAfter[1], shape[2] + w.ExtraBefore[2] + w.ExtraAfter[2],
            shape[3]);
        Tensor y = Convolution.InputGradient(x, kernel, padded, new ConvGeometry(w.Strides, w.Symmetric, w.Dilations, 1));
        y = PadCrop.Crop(y, w.ExtraBefore, w.ExtraAfter);
        if (bias is not null)
            y = BiasAdd.Apply(y, bias);
        return scope.Return(FusedActivations.AsOp(activation, y));
    }

    /// <summary>The size for a replay: the extents that were unknown follow from the new input.</summary>
    private static (long, long) Size((long h, long w) size, Tensor x, Tensor kernel, (int h, int w) strides, Padding padding,
        (int h, int w) dilations) =>
        (size.h >= 0 ? size.h : OutputLength(x.shape[1], kernel.shape[0], strides.h, dilations.h, padding, null),
            size.w >= 0 ? size.w : OutputLength(x.shape[2], kernel.shape[1], strides.w, dilations.w, padding, null));

    private static long OutputLength(long length, long kernel, long stride, long dilation, Padding padding, int? outputPadding)
    {
        Check.That(stride > 0 && dilation > 0, Op, "strides", "strides and dilations > 0", $"{stride} and {dilation}");
        if (length < 0)
            return -1;
        long span = checked((kernel - 1) * dilation + 1);
        bool same = ReferenceEquals(padding, Padding.Same);
        if (outputPadding is not { } extra)
            return same ? checked(length * stride) : checked(length * stride + Math.Max(span - stride, 0));
        Check.That(extra >= 0 && extra < stride, Op, "output_padding", $"numbers in 0..{stride - 1}, below the stride", extra);
        return checked((length - 1) * stride + span - (same ? span / 2 * 2 : 0) + extra);
    }
}
