using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;

namespace Tensorflow.Keras;

/// <summary>The modules and functions of Keras, reached as <c>keras</c>.</summary>
public sealed partial class KerasInterface
{
    internal KerasInterface()
    {
    }

    public LayersApi layers { get; } = new();

    public LossesApi losses { get; } = new();

    public MetricsApi metrics { get; } = new();

    public OptimizerApi optimizers { get; } = new();

    public InitializersApi initializers { get; } = new();

    public Regularizers regularizers { get; } = new();

    public BackendImpl backend { get; } = new();

    /// <summary>A symbolic tensor of samples of a shape (without batch): the entry of a functional model.</summary>
    public Tensors Input(
        Shape? shape = null, int batch_size = -1, string? name = null, TF_DataType dtype = TF_DataType.DtInvalid, Shape? batch_input_shape = null, Shape? batch_shape = null) =>
        InputLayer.Create(shape, batch_size, name, dtype, batch_input_shape ?? batch_shape);

    /// <summary>A model of the layers between inputs and outputs.</summary>
    public Functional Model(Tensors inputs, Tensors outputs, string? name = null) => new(inputs, outputs, name);

    public Sequential Sequential(List<ILayer>? layers = null, string? name = null) => new(layers, name);

    public Sequential Sequential(params ILayer[] layers) => new(layers);
}
