namespace Tensorflow.Keras.ArgsDefinition;

/// <summary>What every layer can be given.</summary>
public class LayerArgs
{
    public virtual bool Trainable { get; set; } = true;

    public virtual string? Name { get; set; }

    /// <summary>The dtype of the layer's weights; invalid means the policy's.</summary>
    public virtual TF_DataType DType { get; set; } = TF_DataType.DtInvalid;

    /// <summary>Dtypes of computation and weights, as a config gives them; goes before <see cref="DType"/>.</summary>
    internal Engine.DTypePolicy? Policy { get; set; }

    /// <summary>Shape of one sample: a Sequential that starts with this layer is built at once.</summary>
    public virtual Shape? InputShape { get; set; }

    /// <summary>As <see cref="InputShape"/>, with the batch.</summary>
    public virtual Shape? BatchInputShape { get; set; }

    public virtual IRegularizer? ActivityRegularizer { get; set; }

    public virtual bool Autocast { get; set; } = true;
}

/// <summary>What a model can be given.</summary>
public class ModelArgs : LayerArgs
{
    public Tensors? Inputs { get; set; }

    public Tensors? Outputs { get; set; }
}

/// <summary>What a Sequential can be given.</summary>
public class SequentialArgs : ModelArgs
{
    public List<ILayer>? Layers { get; set; }
}
