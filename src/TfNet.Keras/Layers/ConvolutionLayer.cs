using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the convolutions over one, two or three spatial axes: [N, spatial.., C] -> [N, spatial'.., filters].</summary>
public abstract class ConvolutionLayer : Layer
{
    private readonly int? _filters;
    private readonly WeightCache<PackedConvolution> _packed = new();

    private protected ConvolutionLayer(int? filters, ConvArgs conv, LayerArgs? args)
        : base(LayerOptions.With(args, conv.ActivityRegularizer))
    {
        conv.Check($"{KerasClassName} '{Name}'", filters);
        (Conv, _filters) = (conv, filters);
        InputSpec = new InputSpec(min_ndim: conv.Axes + 2);
    }

    private protected ConvArgs Conv { get; }

    private protected ResourceVariable? BiasVariable { get; private set; }

    public IVariableV1? bias => BiasVariable;

    /// <summary>Makes the kernels for a number of input channels.</summary>
    private protected abstract void BuildKernels(int channels);

    /// <summary>The number of output channels, which is the bias' length.</summary>
    private protected abstract int OutputChannels { get; }

    /// <summary>The convolution with bias and, if it is one of the fused kind, activation; x has its single batch axis.</summary>
    private protected abstract Tensor Convolve(Tensor x, Tensor? bias, FusedActivation activation, Padding padding);

    /// <summary>True for ordinary and depthwise convolutions over two axes.</summary>
    internal bool IsTwoDimensional => Conv.Axes == 2 && this is FilterLayer or DepthwiseLayer;

    /// <summary>The kernel of such a convolution as [kh, kw, C/groups, O], and its groups.</summary>
    private protected virtual (ResourceVariable Kernel, Shape Shape, long Groups) PlainKernel =>
        throw new NotSupportedException($"{KerasClassName}: no kernel of one convolution");

    internal bool IsLinear => Conv.Activation.IsLinear;

    internal FusedActivation OwnActivation => Conv.Activation.Fused;

    internal bool IsValid => Conv.Padding == "valid";

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape shape = input_shape.ToSingleShape();
        long channels = shape.ndim > 0 ? shape[-1] : -1;
        if (channels < 0)
            throw new ValueError(
                $"The channel dimension of the inputs should be defined. The input_shape received is {shape}, where axis -1 (0-based) is "
                + "the channel dimension, which found to be `None`.");
        if (channels % Conv.Groups != 0)
            throw new ValueError(
                $"The number of input channels must be evenly divisible by the number of groups. Received groups={Conv.Groups}, but the "
                + $"input has {channels} channels (full input shape is {shape}).");
        InputSpec = new InputSpec(min_ndim: Conv.Axes + 2, axes: new() { [-1] = checked((int)channels) });
        BuildKernels((int)channels);
        if (Conv.UseBias)
            BiasVariable = AddWeight("bias", OutputChannels, initializer: Conv.BiasInitializer, regularizer: Conv.BiasRegularizer);
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        CheckSize(x.shape);
        int extra = x.rank - Conv.Axes - 2;
        // Further axes in front are further batch axes.
        Tensor batch = extra == 0 ? x : ShapeOps.Reshape(x, new Shape(x.shape[..(extra + 1)].size).concatenate(x.shape[(extra + 1)..]));
        Tensor y = Convolve(batch, training, new ConvolutionTail(Conv.Activation.Fused));
        if (Conv.Activation.Fused == FusedActivation.None && !Conv.Activation.IsLinear)
            y = Conv.Activation.Apply(y);
        if (extra == 0)
            return y;
        return ShapeOps.Reshape(y, x.shape[..(extra + 1)].concatenate(y.shape[1..]));
    }

    /// <summary>
    /// The convolution with what follows it; x has its single batch axis. For prediction (training is false, no tape) kernel, bias and batch
    /// norm are one packed convolution, made once for their values.
    /// </summary>
    internal Tensor Convolve(Tensor x, bool? training, ConvolutionTail tail)
    {
        Padding padding = tail.Padding ?? Conv.Cells();
        if (training == false && tail.IsFoldable && IsTwoDimensional && OneDnn.Takes(x) && DType == TF_DataType.TF_FLOAT && !Tape.AnyActive)
            return Packed(x, PlainKernel, padding, tail);
        _packed.Clear();
        bool alone = tail is { Norm: null, Shortcut: null };
        Tensor y = Convolve(x, BiasVariable is { } b ? Weight(b) : null, alone ? tail.Activation : FusedActivation.None, padding);
        if (tail.Norm is { } norm)
            return norm.Normalize(y, training, tail.Activation, tail.Shortcut);
        return tail.Shortcut is null ? y : FusedActivations.AsOp(tail.Activation, MathOps.Add(tail.Shortcut, y));
    }

    private Tensor Packed(Tensor x, (ResourceVariable Kernel, Shape Shape, long Groups) plain, Padding padding, ConvolutionTail tail)
    {
        using var scope = new Scope(Name);
        Window w = Window.Of("conv2d", x.shape, plain.Shape.dims[..2], Long(Conv.Strides), Long(Conv.Dilations), padding);
        Tensor padded = w.IsSymmetric ? x : PadCrop.Pad(x, w.ExtraBefore, w.ExtraAfter);
        var geometry = new ConvGeometry(w.Strides, w.Symmetric, w.Dilations, plain.Groups);
        using WeightCache<PackedConvolution>.Lease packed = _packed.Get(
            [plain.Kernel, BiasVariable, .. tail.Norm?.Folded ?? []], padded.shape, () =>
            {
                Tensor kernel = ShapeOps.Reshape(plain.Kernel.AsTensor(), plain.Shape);
                (Tensor folded, Tensor? bias) = tail.Norm is { } norm ? norm.FoldInto(kernel, BiasVariable) : (kernel, BiasVariable?.AsTensor());
                return new PackedConvolution(folded, bias, geometry, padded);
            });
        if (tail.Shortcut is not { } shortcut || shortcut.shape == new Shape(x.shape[0], w.Output[0], w.Output[1], plain.Shape[3]))
            return scope.Return(packed.Value.Apply(padded, tail.Shortcut, geometry, tail.Activation));
        // One that broadcasts.
        return scope.Return(FusedActivations.AsOp(
            tail.Activation, MathOps.Add(shortcut, packed.Value.Apply(padded, null, geometry, FusedActivation.None))));

        static long[] Long(int[] numbers) => Array.ConvertAll(numbers, n => (long)n);
    }

    /// <summary>Windows larger than the map have no result.</summary>
    internal virtual void CheckSize(Shape shape)
    {
        if (Conv.Padding != "valid")
            return;
        for (int i = 0; i < Conv.Axes; i++)
        {
            long extent = shape[shape.ndim - 1 - Conv.Axes + i];
            if (extent >= 0 && extent < (Conv.Kernel[i] - 1L) * Conv.Dilations[i] + 1)
                throw new ValueError(
                    $"One of the dimensions in the output is <= 0 due to downsampling in {Name}. Consider increasing the input size. "
                        + "Received input shape "
                    + $"[{string.Join(", ", shape.Select(d => d < 0 ? "None" : $"{d}"))}] which would produce output shape with a zero "
                        + "or negative value in a dimension.");
        }
    }

    /// <summary>The entries after "filters".</summary>
    private protected virtual OrderedDictionary<string, object?> ConvConfig() => Conv.Config();

    public override IDictionary<string, object?> get_config()
    {
        IDictionary<string, object?> config = base.get_config();
        if (_filters is { } n)
            config["filters"] = n;
        return LayerOptions.Extend(config, ConvConfig());
    }
}

/// <summary>What is computed together with a convolution, in this order.</summary>
/// <param name="Activation">The last step.</param>
/// <param name="Norm">Batch norm over the channels.</param>
/// <param name="Shortcut">Added behind the norm.</param>
/// <param name="Padding">In place of the layer's own.</param>
internal readonly record struct ConvolutionTail(
    FusedActivation Activation, BatchNormalization? Norm = null, Tensor? Shortcut = null, Padding? Padding = null)
{
    internal bool IsFoldable => Norm is null || Norm.IsOverLastAxis;
}
