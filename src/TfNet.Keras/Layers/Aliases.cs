namespace Tensorflow.Keras.Layers;

/// <remarks>Keras' shorter names of the pooling layers.</remarks>
public sealed partial class LayersApi
{
    /// <summary><see cref="MaxPooling2D(Shape?, Shape?, string, string?)"/>.</summary>
    public ILayer MaxPool2D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null,
        string? name = null) =>
        MaxPooling2D(name, pool_size, strides, padding, data_format);

    /// <summary><see cref="AveragePooling2D(Shape?, Shape?, string, string?)"/>.</summary>
    public ILayer AvgPool2D(Shape? pool_size = null, Shape? strides = null, string padding = "valid", string? data_format = null,
        string? name = null) =>
        AveragePooling2D(name, pool_size, strides, padding, data_format);

    /// <summary><see cref="GlobalAveragePooling2D(bool, string?)"/>.</summary>
    public ILayer GlobalAvgPool2D(bool keepdims = false, string? name = null) => GlobalAveragePooling2D(keepdims, name);

    /// <summary><see cref="GlobalMaxPooling2D(bool, string?)"/>.</summary>
    public ILayer GlobalMaxPool2D(bool keepdims = false, string? name = null) => GlobalMaxPooling2D(keepdims, name);
}
