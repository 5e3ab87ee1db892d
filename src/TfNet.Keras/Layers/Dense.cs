using System.Runtime.CompilerServices;
using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using TfNet.LibTorch;
using DenseOp = Tensorflow.Dense;

namespace Tensorflow.Keras.Layers;

/// <summary>activation(x W + b) over the last axis (https://keras.io/api/layers/core_layers/dense/): [.., in] -> [.., units].</summary>
public sealed class Dense : Layer
{
    private readonly Activation _activation;
    private readonly IInitializer _kernelInitializer;
    private readonly IInitializer _biasInitializer;
    private readonly IRegularizer? _kernelRegularizer;
    private readonly IRegularizer? _biasRegularizer;
    private ResourceVariable? _kernel;
    private ResourceVariable? _bias;
    private readonly WeightCache<PackedDense> _packed = new();

    /// <param name="units">Size of the output, > 0.</param>
    /// <param name="activation">Default: linear.</param>
    /// <param name="use_bias">Whether b exists.</param>
    /// <param name="kernel_initializer">Default: glorot_uniform.</param>
    /// <param name="bias_initializer">Default: zeros.</param>
    /// <param name="kernel_regularizer">Penalty on W.</param>
    /// <param name="bias_regularizer">Penalty on b.</param>
    /// <param name="activity_regularizer">Penalty on the output, divided by the batch size.</param>
    /// <param name="args">Name, trainable, dtype, input shape.</param>
    public Dense(
        int units,
        Activation? activation = null,
        bool use_bias = true,
        IInitializer? kernel_initializer = null,
        IInitializer? bias_initializer = null,
        IRegularizer? kernel_regularizer = null,
        IRegularizer? bias_regularizer = null,
        IRegularizer? activity_regularizer = null,
        LayerArgs? args = null)
        : base(LayerOptions.With(args, activity_regularizer))
    {
        if (units <= 0)
            throw new ValueError($"Received an invalid value for `units`, expected a positive integer. Received: units={units}");
        Units = units;
        UseBias = use_bias;
        _activation = activation ?? Activations.Linear;
        _kernelInitializer = kernel_initializer ?? Initializers.get("glorot_uniform")!;
        _biasInitializer = bias_initializer ?? Initializers.get("zeros")!;
        _kernelRegularizer = kernel_regularizer;
        _biasRegularizer = bias_regularizer;
        InputSpec = new InputSpec(min_ndim: 2);
    }

    public int Units { get; }

    public bool UseBias { get; }

    /// <summary>W, (in, units).</summary>
    public IVariableV1? kernel => _kernel;

    /// <summary>b, (units,).</summary>
    public IVariableV1? bias => _bias;

    public override void build(KerasShapesWrapper input_shape)
    {
        Shape shape = input_shape.ToSingleShape();
        long last = shape[-1];
        if (last < 0)
            throw new ValueError(
                $"The last dimension of the inputs to a Dense layer should be defined. Found None. Full input shape received: {shape}");
        InputSpec = new InputSpec(min_ndim: 2, axes: new() { [-1] = (int)last });
        _kernel = AddWeight("kernel", (last, Units), initializer: _kernelInitializer, regularizer: _kernelRegularizer);
        if (UseBias)
            _bias = AddWeight("bias", Units, initializer: _biasInitializer, regularizer: _biasRegularizer);
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor y = Product(inputs.Single, training, _activation.Fused);
        return _activation.Fused != FusedActivation.None || _activation.IsLinear ? y : _activation.Apply(y);
    }

    /// <summary>x W + b with a following activation; for prediction (training is false, no tape) with weights packed once for their values.</summary>
    internal Tensor Product(Tensor x, bool? training, FusedActivation activation)
    {
        if (training == false && OneDnn.Takes(x) && x.size / x.shape[-1] is var rows && PackedDense.Pays(rows)
            && _kernel!.dtype == TF_DataType.TF_FLOAT && _kernel.shape.size > 0 && !Tape.AnyActive)
        {
            using WeightCache<PackedDense>.Lease packed = _packed.Get(
                [_kernel, _bias], new Shape(rows), () => new PackedDense(_kernel.AsTensor(), _bias?.AsTensor(), rows));
            return packed.Value.Apply(x, activation);
        }
        _packed.Clear();
        return DenseOp.Apply(x, Weight(_kernel!), _bias is null ? null : Weight(_bias), activation);
    }

    internal bool IsLinear => _activation.IsLinear;

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["units"] = Units,
        ["activation"] = _activation.Name,
        ["use_bias"] = UseBias,
        ["kernel_initializer"] = Initializers.serialize(_kernelInitializer),
        ["bias_initializer"] = Initializers.serialize(_biasInitializer),
        ["kernel_regularizer"] = Regularizers.serialize(_kernelRegularizer),
        ["bias_regularizer"] = Regularizers.serialize(_biasRegularizer),
        ["activity_regularizer"] = Regularizers.serialize(ActivityRegularizer),
        ["kernel_constraint"] = null,
        ["bias_constraint"] = null,
    });

    internal static Dense FromConfig(LayerConfig c) => new(
        c.Int("units"), c.Activation("activation"), c.Bool("use_bias", true), c.Initializer("kernel_initializer"),
            c.Initializer("bias_initializer"),
        c.Regularizer("kernel_regularizer"), c.Regularizer("bias_regularizer"), c.Regularizer("activity_regularizer"), c.Args());
}

public sealed partial class LayersApi
{
    [OverloadResolutionPriority(4)]
    public ILayer Dense(int units) => new Dense(units);

    [OverloadResolutionPriority(3)]
    public ILayer Dense(int units, string? activation = null, Shape? input_shape = null) =>
        new Dense(units, Activations.get(activation), args: new LayerArgs { InputShape = input_shape });

    [OverloadResolutionPriority(2)]
    public ILayer Dense(
        int units, Activation? activation = null, IInitializer? kernel_initializer = null, bool use_bias = true,
            IInitializer? bias_initializer = null, Shape? input_shape = null) =>
        new Dense(units, activation, use_bias, kernel_initializer, bias_initializer, args: new LayerArgs { InputShape = input_shape });

    [OverloadResolutionPriority(1)]
    public ILayer Dense(
        int units,
        string? activation = null,
        bool use_bias = true,
        string kernel_initializer = "glorot_uniform",
        string bias_initializer = "zeros",
        IRegularizer? kernel_regularizer = null,
        IRegularizer? bias_regularizer = null,
        IRegularizer? activity_regularizer = null,
        bool trainable = true,
        string? name = null,
        Shape? input_shape = null) =>
        new Dense(units, Activations.get(activation), use_bias, Initializers.get(kernel_initializer), Initializers.get(bias_initializer),
            kernel_regularizer, bias_regularizer, activity_regularizer, LayerOptions.Of(name, trainable, input_shape));

    /// <summary>A Dense layer with every argument; initializers as objects.</summary>
    public ILayer Dense(
        int units,
        Activation? activation = null,
        bool use_bias = true,
        IInitializer? kernel_initializer = null,
        IInitializer? bias_initializer = null,
        IRegularizer? kernel_regularizer = null,
        IRegularizer? bias_regularizer = null,
        IRegularizer? activity_regularizer = null,
        bool trainable = true,
        string? name = null,
        Shape? input_shape = null) =>
        new Dense(units, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, LayerOptions.Of(name, trainable, input_shape));
}
