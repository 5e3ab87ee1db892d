using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The entry of a model: declares shape and dtype (https://keras.io/api/layers/core_layers/input/).</summary>
public sealed class InputLayer : Layer
{
    public InputLayer(Shape batch_input_shape, TF_DataType dtype = TF_DataType.DtInvalid, string? name = null)
        : base(new LayerArgs
        {
            Name = name ?? BackendImpl.UniqueName("input", zeroBased: false),
            DType = dtype,
            BatchInputShape = batch_input_shape
        })
    {
        Built = true;
        var tensor = new Tensor(batch_input_shape, dtype == TF_DataType.DtInvalid ? DType : dtype, null) { name = Name };
        _ = new Node(this, new Tensors(), new Tensors(tensor), null);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        inputs;

    public override IDictionary<string, object?> get_config() => new OrderedDictionary<string, object?>
    {
        ["batch_input_shape"] = Array.ConvertAll(BatchInputShape!.dims, d => d < 0 ? (object?)null : d),
        ["dtype"] = InboundNodes[0].Outputs.dtype.as_numpy_name(),
        ["sparse"] = false,
        ["ragged"] = false,
        ["name"] = Name,
    };

    internal static InputLayer FromConfig(LayerConfig c)
    {
        if (c.Bool("sparse", false) || c.Bool("ragged", false))
            throw new ValueError($"InputLayer '{c.TextOrNull("name")}': argument sparse: expected false; received true");
        Shape shape = c.Shape("batch_input_shape") ?? c.Shape("batch_shape")
            ?? throw c.Wrong("batch_input_shape", "a list of numbers", "null");
        return new(shape, c.TextOrNull("dtype") is { } dtype ? dtype.as_tf_dtype() : TF_DataType.DtInvalid, c.TextOrNull("name"));
    }

    /// <summary>keras.Input: a symbolic tensor of samples of a shape.</summary>
    internal static Tensors Create(Shape? shape, int batchSize, string? name, TF_DataType dtype, Shape? batchShape)
    {
        if (shape is not null && batchShape is not null)
            throw new ValueError("Only provide the `shape` OR `batch_input_shape` argument to Input, not both at the same time.");
        Shape full = batchShape ?? (shape is null
            ? throw new ValueError("Input: argument shape: expected the shape of one sample; received null")
            : new Shape(batchSize > 0 ? (long)batchSize : -1L).concatenate(shape));
        return new InputLayer(full, dtype, name).output;
    }
}
