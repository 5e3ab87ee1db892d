using System.Runtime.CompilerServices;
using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>activation(einsum(equation, x, W) + b) (https://keras.io/api/layers/core_layers/einsum_dense/).</summary>
public sealed class EinsumDense : Layer
{
    private readonly string _equation;
    private readonly Shape _outputShape;
    private readonly string? _biasAxes;
    private readonly Activation _activation;
    private readonly IInitializer _kernelInitializer;
    private readonly IInitializer _biasInitializer;
    private readonly IRegularizer? _kernelRegularizer;
    private readonly IRegularizer? _biasRegularizer;
    private ResourceVariable? _kernel;
    private ResourceVariable? _bias;

    /// <param name="equation">"ab,bc->ac", "...x,xy->...y": input, kernel, output.</param>
    /// <param name="output_shape">The output's extents without the batch (and without elided axes); -1 where the input decides.</param>
    /// <param name="bias_axes">The output's letters that the bias has; null: no bias.</param>
    /// <param name="activation">Default: linear.</param>
    /// <param name="kernel_initializer">Default: glorot_uniform.</param>
    /// <param name="bias_initializer">Default: zeros.</param>
    /// <param name="kernel_regularizer">Penalty on W.</param>
    /// <param name="bias_regularizer">Penalty on b.</param>
    /// <param name="activity_regularizer">Penalty on the output, divided by the batch size.</param>
    /// <param name="args">Name, trainable, dtype.</param>
    public EinsumDense(
        string equation,
        Shape output_shape,
        string? bias_axes = null,
        Activation? activation = null,
        IInitializer? kernel_initializer = null,
        IInitializer? bias_initializer = null,
        IRegularizer? kernel_regularizer = null,
        IRegularizer? bias_regularizer = null,
        IRegularizer? activity_regularizer = null,
        LayerArgs? args = null)
        : base(LayerOptions.With(args, activity_regularizer))
    {
        (_equation, _outputShape, _biasAxes) = (equation, output_shape, bias_axes);
        _activation = activation ?? Activations.Linear;
        _kernelInitializer = LayerOptions.Initializer(kernel_initializer, "glorot_uniform");
        _biasInitializer = LayerOptions.Initializer(bias_initializer, "zeros");
        (_kernelRegularizer, _biasRegularizer) = (kernel_regularizer, bias_regularizer);
    }

    public IVariableV1? kernel => _kernel;

    public IVariableV1? bias => _bias;

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape shape = input_shape.ToSingleShape();
        EinsumSpec spec = EinsumSpec.Of(_equation, _biasAxes, shape, _outputShape);
        _kernel = AddWeight("kernel", spec.Weight, initializer: _kernelInitializer, regularizer: _kernelRegularizer);
        if (spec.Bias is { } b)
            _bias = AddWeight("bias", b, initializer: _biasInitializer, regularizer: _biasRegularizer);
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor y = Einsum.Apply(_equation, [inputs.Single, Weight(_kernel!)]);
        if (_bias is not null)
            y += Weight(_bias);
        return _activation.IsLinear ? y : _activation.Apply(y);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["output_shape"] = LayerOptions.Nullable(_outputShape),
        ["equation"] = _equation,
        ["activation"] = _activation.Name,
        ["bias_axes"] = _biasAxes,
        ["kernel_initializer"] = Initializers.serialize(_kernelInitializer),
        ["bias_initializer"] = Initializers.serialize(_biasInitializer),
        ["kernel_regularizer"] = Regularizers.serialize(_kernelRegularizer),
        ["bias_regularizer"] = Regularizers.serialize(_biasRegularizer),
        ["activity_regularizer"] = Regularizers.serialize(ActivityRegularizer),
        ["kernel_constraint"] = null,
        ["bias_constraint"] = null,
    });

    internal static EinsumDense FromConfig(LayerConfig c) => new(
        c.Text("equation"), c.Shape("output_shape") ?? throw c.Wrong("output_shape", "a list of numbers", "null"),
            c.TextOrNull("bias_axes"), c.Activation("activation"),
        c.Initializer("kernel_initializer"), c.Initializer("bias_initializer"), c.Regularizer("kernel_regularizer"),
            c.Regularizer("bias_regularizer"), c.Regularizer("activity_regularizer"), c.Args());
}

public sealed partial class LayersApi
{
    [OverloadResolutionPriority(1)]
    public ILayer EinsumDense(
        string equation,
        Shape output_shape,
        string? bias_axes,
        Activation? activation = null,
        IInitializer? kernel_initializer = null,
        IInitializer? bias_initializer = null,
        IRegularizer? kernel_regularizer = null,
        IRegularizer? bias_regularizer = null,
        IRegularizer? activity_regularizer = null) =>
        new EinsumDense(equation, output_shape, bias_axes, activation, kernel_initializer, bias_initializer, kernel_regularizer,
            bias_regularizer, activity_regularizer);

    /// <summary>With every argument; initializers and regularizers as objects, names or configs.</summary>
    public ILayer EinsumDense(
        string equation,
        Shape output_shape,
        string? bias_axes = null,
        Activation? activation = null,
        object? kernel_initializer = null,
        object? bias_initializer = null,
        object? kernel_regularizer = null,
        object? bias_regularizer = null,
        object? activity_regularizer = null,
        bool trainable = true,
        string? name = null) =>
        new EinsumDense(equation, output_shape, bias_axes, activation, Initializers.get(kernel_initializer),
            Initializers.get(bias_initializer),
            Regularizers.Find(kernel_regularizer), Regularizers.Find(bias_regularizer), Regularizers.Find(activity_regularizer),
                LayerOptions.Of(name, trainable));
}
