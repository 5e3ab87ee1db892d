namespace Tensorflow;

/// <summary>Convolutions as Keras' layers and tf.nn see them: arguments checked, shapes worked out, uneven padding laid around x
/// first.</summary>
internal static class Conv2D
{
    /// <summary>x [N,H,W,C], kernel [kh,kw,C/groups,O] (any strides; OHWI in memory is fastest), bias [O].</summary>
    internal static Tensor Apply(
        Tensor x, Tensor kernel, Tensor? bias, (int h, int w) strides, Padding padding, (int h, int w) dilations, int groups = 1,
        FusedActivation activation = FusedActivation.None) =>
        Generic("conv2d", x, kernel, bias, [strides.h, strides.w], padding, [dilations.h, dilations.w], groups, activation);

    /// <summary>The same for one, two or three spatial axes.</summary>
    internal static Tensor Generic(
        string op, Tensor x, Tensor kernel, Tensor? bias, long[] strides, Padding padding, long[] dilations, long groups,
            FusedActivation activation)
    {
        CheckTensors(op, x, kernel, bias, strides.Length, groups);
        Window w = Window.Of(op, x.shape, kernel.shape.dims[..strides.Length], strides, dilations, padding);
        Shape shape = w.OutputShape(x.shape, kernel.shape[^1], x.dtype);
        Tensor[] inputs = bias is null ? [x, kernel] : [x, kernel, bias];
        if (Array.Exists(inputs, t => t.IsSymbolic))
            return SymbolicOrigin.Result(op, shape, x.dtype, inputs,
                a => Generic(op, a[0], a[1], a.Length > 2 ? a[2] : null, strides, padding, dilations, groups, activation));
        if (shape.size == 0)
            return Empty(op, inputs, shape);
        Tensor padded = w.IsSymmetric ? x : PadCrop.Pad(x, w.ExtraBefore, w.ExtraAfter);
        return Convolution.Apply(op, padded, kernel, bias, new ConvGeometry(strides, w.Symmetric, dilations, groups), activation);
    }

    private static void CheckTensors(string op, Tensor x, Tensor kernel, Tensor? bias, int spatial, long groups)
    {
        Check.Floating(op, x);
        Check.Rank(op, x, spatial + 2);
        Check.Rank(op, kernel, spatial + 2);
        Check.SameDType(op, x, kernel);
        Check.That(groups > 0, op, "groups", "a number > 0", groups);
        (long c, long i, long o) = (x.shape[^1], kernel.shape[^2], kernel.shape[^1]);
        Check.That(i > 0 && o > 0, op, "kernel", "extents > 0", kernel.shape);
        Check.That(c < 0 || c == i * groups, op, "kernel",
            $"{c} channels / {groups} groups in its last but one axis, for x of shape {x.shape}", kernel.shape);
        Check.That(o % groups == 0, op, "kernel", $"a multiple of {groups} groups in its last axis", kernel.shape);
        BiasAdd.CheckBias(op, bias, o, x);
    }

    /// <summary>The result for a batch of no images; its gradients are zeros.</summary>
    internal static Tensor Empty(string op, Tensor[] inputs, Shape shape)
    {
        using var scope = new TfNet.LibTorch.Scope(op);
        Tensor y = Creation.Fill(shape, 0, inputs[0].dtype, inputs[0].Device);
        Tape.Record(op, inputs, y, _ => Array.ConvertAll(inputs, Creation.ZerosLike), inputs);
        return scope.Return(y);
    }
}

/// <summary>x [N,L,C], kernel [k,C/groups,O]: a two-dimensional convolution of height one.</summary>
internal static class Conv1D
{
    internal static Tensor Apply(
        Tensor x, Tensor kernel, Tensor? bias, int stride, Padding padding, int dilation, int groups = 1,
            FusedActivation activation = FusedActivation.None)
    {
        Check.Rank("conv1d", x, 3);
        Check.Rank("conv1d", kernel, 3);
        Tensor y = Conv2D.Generic("conv1d", ShapeOps.ExpandDims(x, 1), ShapeOps.ExpandDims(kernel, 0), bias, [1, stride], Lift(padding),
            [1, dilation], groups, activation);
        return ShapeOps.Squeeze(y, 1);
    }

    /// <summary>Padding of a line as padding of a map of height one.</summary>
    internal static Padding Lift(Padding padding)
    {
        if (!padding.IsExplicit)
            return padding;
        Check.That(padding.Axes == 1, "conv1d", "padding", "one pair", padding);
        return Padding.Explicit([(0, 0), padding.Cells(0, 0, 0, 1)]);
    }
}

/// <summary>x [N,D,H,W,C], kernel [kd,kh,kw,C/groups,O].</summary>
internal static class Conv3D
{
    internal static Tensor Apply(
        Tensor x, Tensor kernel, Tensor? bias, (int d, int h, int w) strides, Padding padding, (int d, int h, int w) dilations,
            int groups = 1,
        FusedActivation activation = FusedActivation.None) =>
        Conv2D.Generic("conv3d", x, kernel, bias, [strides.d, strides.h, strides.w], padding, [dilations.d, dilations.h, dilations.w],
            groups, activation);
}

/// <summary>One kernel per channel: x [N,H,W,C], kernel [kh,kw,C,m], result channel c*m + j; a convolution of C groups.</summary>
internal static class DepthwiseConv2D
{
    internal static Tensor Apply(
        Tensor x, Tensor kernel, Tensor? bias, (int h, int w) strides, Padding padding, (int h, int w) dilations,
        FusedActivation activation = FusedActivation.None)
    {
        const string op = "depthwise_conv2d";
        Check.Rank(op, x, 4);
        Check.Rank(op, kernel, 4);
        (long c, long m) = (kernel.shape[2], kernel.shape[3]);
        Check.That(c > 0 && Check.Agree(x.shape[3], c), op, "kernel",
            $"{x.shape[3]} channels in its third axis, for x of shape {x.shape}", kernel.shape);
        // (h, w, C, m) in (C, m, h, w) memory is (h, w, 1, C*m) of C groups without a copy.
        Tensor grouped = ShapeOps.Reshape(kernel, new Shape(kernel.shape[0], kernel.shape[1], 1, checked(c * m)));
        return Conv2D.Generic(op, x, grouped, bias, [strides.h, strides.w], padding, [dilations.h, dilations.w], c, activation);
    }
}

/// <summary>A depthwise convolution, then a 1x1 convolution with bias: depthwise [kh,kw,C,m], pointwise [1,1,C*m,O].</summary>
internal static class SeparableConv2D
{
    internal static Tensor Apply(
        Tensor x, Tensor depthwise, Tensor pointwise, Tensor? bias, (int h, int w) strides, Padding padding, (int h, int w) dilations,
        FusedActivation activation = FusedActivation.None)
    {
        Check.Rank("separable_conv2d", pointwise, 4);
        Check.That(pointwise.shape[0] == 1 && pointwise.shape[1] == 1, "separable_conv2d", "pointwise", "shape (1, 1, channels, filters)",
            pointwise.shape);
        Tensor y = DepthwiseConv2D.Apply(x, depthwise, null, strides, padding, dilations);
        return Conv2D.Apply(y, pointwise, bias, (1, 1), Padding.Valid, (1, 1), 1, activation);
    }
}
