using System.Runtime.CompilerServices;
using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Rows of a table by index: integers [..] -> [.., output_dim] (https://keras.io/api/layers/core_layers/embedding/).</summary>
public sealed class Embedding : Layer
{
    private readonly int _inputDim;
    private readonly int _outputDim;
    private readonly IInitializer _initializer;
    private readonly IRegularizer? _regularizer;
    private readonly int? _inputLength;
    private ResourceVariable? _embeddings;

    /// <param name="input_dim">Rows of the table, > 0.</param>
    /// <param name="output_dim">Columns of the table, > 0.</param>
    /// <param name="embeddings_initializer">Default: uniform on +-0.05.</param>
    /// <param name="embeddings_regularizer">Penalty on the table.</param>
    /// <param name="activity_regularizer">Penalty on the output, divided by the batch size.</param>
    /// <param name="input_length">Number of indices of a sample, where known.</param>
    /// <param name="args">Name, trainable, dtype.</param>
    public Embedding(
        int input_dim, int output_dim, IInitializer? embeddings_initializer = null, IRegularizer? embeddings_regularizer = null,
        IRegularizer? activity_regularizer = null, int? input_length = null, LayerArgs? args = null)
        : base(LayerOptions.With(Declared(args, input_length), activity_regularizer))
    {
        if (input_dim <= 0 || output_dim <= 0)
            throw new ValueError(
                $"Both `input_dim` and `output_dim` should be positive, Received input_dim = {input_dim} and output_dim = {output_dim}");
        (_inputDim, _outputDim, _regularizer, _inputLength) = (input_dim, output_dim, embeddings_regularizer, input_length);
        _initializer = LayerOptions.Initializer(embeddings_initializer, "uniform");
    }

    /// <summary>(input_dim, output_dim).</summary>
    public IVariableV1? embeddings => _embeddings;

    private static LayerArgs Declared(LayerArgs? args, int? inputLength)
    {
        args ??= new LayerArgs();
        if (args.BatchInputShape is null && args.InputShape is null)
            args.BatchInputShape = new Shape(-1, inputLength ?? -1);
        return args;
    }

    public override void build(KerasShapesWrapper input_shape)
    {
        _embeddings = AddWeight("embeddings", (_inputDim, _outputDim), initializer: _initializer, regularizer: _regularizer);
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor indices = inputs.Single;
        if (!indices.dtype.is_integer())
            indices = MathOps.Cast(indices, TF_DataType.TF_INT32);
        return GatherOps.Gather(Weight(_embeddings!), indices);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["input_dim"] = _inputDim,
        ["output_dim"] = _outputDim,
        ["embeddings_initializer"] = Initializers.serialize(_initializer),
        ["embeddings_regularizer"] = Regularizers.serialize(_regularizer),
        ["activity_regularizer"] = Regularizers.serialize(ActivityRegularizer),
        ["embeddings_constraint"] = null,
        ["mask_zero"] = false,
        ["input_length"] = _inputLength,
    });

    internal static Embedding FromConfig(LayerConfig c)
    {
        c.Only("mask_zero", false);
        return new(c.Int("input_dim"), c.Int("output_dim"), c.Initializer("embeddings_initializer"),
            c.Regularizer("embeddings_regularizer"), c.Regularizer("activity_regularizer"), c.IntOrNull("input_length"), c.Args());
    }
}

public sealed partial class LayersApi
{
    /// <summary>Masks do not travel through models here: mask_zero: true is an error.</summary>
    [OverloadResolutionPriority(1)]
    public ILayer Embedding(
        int input_dim, int output_dim, IInitializer? embeddings_initializer = null, bool mask_zero = false, Shape? input_shape = null,
            int input_length = -1)
    {
        if (mask_zero)
            throw new ValueError("Embedding: argument mask_zero: expected false (masks do not travel through models here); received true");
        return new Embedding(input_dim, output_dim, embeddings_initializer, input_length: input_length < 0 ? null : input_length,
            args: new LayerArgs { InputShape = input_shape });
    }

    /// <summary>Initializer and regularizers as objects, names or configs.</summary>
    public ILayer Embedding(
        int input_dim, int output_dim, object? embeddings_initializer = null, object? embeddings_regularizer = null,
            object? activity_regularizer = null,
        int? input_length = null, bool trainable = true, string? name = null) =>
        new Embedding(input_dim, output_dim, Initializers.get(embeddings_initializer), Regularizers.Find(embeddings_regularizer),
            Regularizers.Find(activity_regularizer), input_length, LayerOptions.Of(name, trainable));
}
