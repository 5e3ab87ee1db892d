using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    private const string KerasVersion = "2.15.0";

    /// <summary>The architecture as JSON text, as Keras 2.15 writes it; <c>keras.models.model_from_json</c> reads it.</summary>
    /// <exception cref="ValueError">The model is a subclass, or holds a layer without a config.</exception>
    public string to_json()
    {
        OrderedDictionary<string, object?> config = ToConfig();
        config["keras_version"] = KerasVersion;
        config["backend"] = "tensorflow";
        return PythonJson.Dump(config);
    }

    /// <summary>{class_name, config}.</summary>
    internal OrderedDictionary<string, object?> ToConfig()
    {
        if (this is not Functional)
            throw new ValueError($"model '{Name}': a subclassed model is its code, it has no config. Save its weights instead.");
        return new() { ["class_name"] = KerasClassName, ["config"] = get_config() };
    }
}

public partial interface IModel
{
    string to_json();
}
