namespace Tensorflow;

/// <summary>Makes the first value of a weight.</summary>
public interface IInitializer
{
    /// <summary>Keras' class name, e.g. "GlorotUniform".</summary>
    string ClassName { get; }

    /// <summary>The arguments, by Keras' names.</summary>
    IDictionary<string, object?> Config { get; }

    Tensor Apply(InitializerArgs args);
}

/// <summary>What an initializer is asked for.</summary>
public sealed class InitializerArgs(Shape shape, TF_DataType dtype = TF_DataType.DtInvalid, bool verify_shape = false, string? name = null)
{
    public Shape Shape { get; } = shape;

    /// <summary>Invalid means float32.</summary>
    public TF_DataType DType { get; } = dtype;

    public bool VerifyShape { get; } = verify_shape;

    public string? Name { get; } = name;
}
