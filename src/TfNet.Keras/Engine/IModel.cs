namespace Tensorflow.Keras.Engine;

/// <summary>A model as programs see it.</summary>
public partial interface IModel : ILayer
{
    Tensors? inputs { get; }

    Tensors? outputs { get; }

    string[] output_names { get; }

    bool IsGraphNetwork { get; }

    ILayer get_layer(string? name = null, int index = -1);
}
