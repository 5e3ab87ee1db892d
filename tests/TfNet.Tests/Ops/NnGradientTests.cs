using Tensorflow;

namespace TfNet.Tests.Ops;

/// <summary>First and second derivatives of the network ops in float64 against finite differences.</summary>
public class NnGradientTests
{
    private static Tensor R(string key, params long[] dims) => NnGradCheck.Random(key, new Shape(dims));

    [Theory]
    [InlineData(1, 1, FusedActivation.None, 1)]
    [InlineData(2, 1, FusedActivation.None, 1)]
    [InlineData(1, 2, FusedActivation.None, 2)]
    [InlineData(2, 1, FusedActivation.Relu, 1)]
    [InlineData(1, 1, FusedActivation.Relu6, 1)]
    internal void Conv2D_has_derivatives(int stride, int dilation, FusedActivation activation, int groups) =>
        NnGradCheck.Run(t => Conv2D.Apply(t[0], t[1], t[2], (stride, stride), Padding.Same, (dilation, dilation), groups, activation),
            [R("x", 2, 6, 5, 4), R("w", 3, 3, 4 / groups, 4), R("b", 4)]);

    [Fact]
    public void Depthwise_and_transposed_convolutions_have_derivatives()
    {
        NnGradCheck.Run(t => DepthwiseConv2D.Apply(t[0], t[1], t[2], (2, 2), Padding.Same, (1, 1)),
            [R("x", 1, 6, 5, 3), R("w", 3, 3, 3, 2), R("b", 6)]);
        NnGradCheck.Run(t => Conv2DTranspose.Apply(t[0], t[1], t[2], (2, 2), Padding.Same, null, (1, 1)),
            [R("x", 1, 4, 3, 3), R("w", 3, 3, 2, 3), R("b", 2)]);
        NnGradCheck.Run(t => Conv1D.Apply(t[0], t[1], t[2], 2, Padding.Same, 1), [R("x", 2, 7, 3), R("w", 3, 3, 2), R("b", 2)]);
        NnGradCheck.Run(t => Conv3D.Apply(t[0], t[1], t[2], (2, 1, 1), Padding.Same, (1, 1, 1)),
            [R("x", 1, 4, 3, 3, 2), R("w", 2, 2, 3, 2, 2), R("b", 2)]);
    }

    [Theory]
    [InlineData(FusedActivation.None)]
    [InlineData(FusedActivation.Relu)]
    internal void Dense_has_derivatives(FusedActivation activation)
    {
        NnGradCheck.Run(t => Dense.Apply(t[0], t[1], t[2], activation), [R("x", 4, 5), R("w", 5, 3), R("b", 3)]);
        NnGradCheck.Run(t => Dense.Apply(t[0], t[1], t[2], activation), [R("x", 2, 3, 5), R("w", 5, 3), R("b", 3)]);
    }

    [Fact]
    public void Pooling_has_derivatives()
    {
        foreach (Padding p in new[] { Padding.Valid, Padding.Same, Padding.Explicit(1, 1, 1, 1) })
        {
            NnGradCheck.Run(t => Pooling.MaxPool2D.Apply(t[0], (3, 3), (2, 2), p), [R("x", 2, 6, 7, 3)]);
            NnGradCheck.Run(t => Pooling.AvgPool2D.Apply(t[0], (3, 3), (2, 2), p), [R("x", 2, 6, 7, 3)]);
        }
        NnGradCheck.Run(t => Pooling.MaxPool3D.Apply(t[0], (2, 2, 2), (2, 2, 2), Padding.Same), [R("x", 1, 3, 4, 5, 2)]);
        NnGradCheck.Run(t => Pooling.AvgPool3D.Apply(t[0], (2, 2, 2), (2, 2, 2), Padding.Same), [R("x", 1, 3, 4, 5, 2)]);
    }
}
