namespace Tensorflow.Keras.Optimizers;

/// <summary>Configs, as Keras writes them into model files.</summary>
public abstract partial class OptimizerV2
{
    /// <summary>Keras' class name.</summary>
    public virtual string ClassName => GetType().Name;

    private protected virtual string Module => "keras.optimizers";

    /// <summary>The arguments by Keras' names, in Keras' order; learning_rate is the float32 number or a serialized schedule.</summary>
    public virtual IDictionary<string, object?> get_config()
    {
        var config = new Dictionary<string, object?> { ["name"] = name };
        _options.AddTo(config);
        config["learning_rate"] = Rate.ToConfig();
        AddTo(config);
        return config;
    }

    /// <summary>Adds the optimizer's own arguments.</summary>
    protected abstract void AddTo(IDictionary<string, object?> config);

    /// <summary>{module, class_name, config, registered_name}.</summary>
    public Dictionary<string, object?> Serialize() => ConfigValues.Serialize(Module, ClassName, get_config());
}
