namespace Tensorflow.Keras.Layers;

/// <summary><c>keras.layers</c>: one factory (or a few) per layer; each stands in its layer's file.</summary>
public sealed partial class LayersApi
{
    internal LayersApi()
    {
    }

    /// <summary>A symbolic tensor; see <see cref="KerasInterface.Input"/>.</summary>
    public Tensors Input(
        Shape? shape = null, int batch_size = -1, string? name = null, TF_DataType dtype = TF_DataType.DtInvalid,
            Shape? batch_input_shape = null, Shape? batch_shape = null) =>
        Layers.InputLayer.Create(shape, batch_size, name, dtype, batch_input_shape ?? batch_shape);

    public InputLayer InputLayer(Shape input_shape, string? name = null) => new(new Shape(-1L).concatenate(input_shape), name: name);
}
