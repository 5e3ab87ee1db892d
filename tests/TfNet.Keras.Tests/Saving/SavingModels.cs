using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using TfNet.Goldens;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Saving;

/// <summary>The models of files/h5: from their config, or, where Keras wrote none, the subclasses that the README describes.</summary>
internal static class SavingModels
{
    /// <summary>The model of a golden file, with fresh weights and the names of a new session.</summary>
    internal static Model Build(string file, string? config)
    {
        keras.backend.clear_session();
        // There is no mixed_float16; its weights are those of the policy that there is.
        if (config is not null)
            return keras.models.model_from_json(File.ReadAllText(GoldenFolder.Path("files", config)).Replace("mixed_float16", "mixed_bfloat16", StringComparison.Ordinal));
        string name = file.Replace("tf24_", "", StringComparison.Ordinal);
        Model model = name switch
        {
            "subclass_called" or "subclass_built" => new MyModel(),
            "subclass_nested" or "subclass_nested_called" => new Net(),
            "top_level" => new Owner(),
            _ => throw new NotSupportedException(file),
        };
        Shape shape = model is MyModel ? (2, 6, 6, 2) : model is Net ? (2, 8, 8, 3) : (2, 3);
        if (name.EndsWith("_called", StringComparison.Ordinal))
            model.Apply(tf.zeros(shape));
        else
            model.build(shape);
        return model;
    }

    /// <summary>Every weight gets its value from its place and name.</summary>
    internal static Model Filled(Model model, string set)
    {
        int k = 0;
        foreach (IVariableV1 w in model.Weights)
            w.assign(tf.cast(new Tensor(Recipe.Fill($"{set}/{k++}", w.Name, w.shape.dims), w.shape), w.dtype), read_value: false);
        return model;
    }

    internal static byte[] Bytes(IVariableV1 v) => v.AsTensor().ToByteArray();
}

internal sealed class MyModel : Model
{
    private readonly ILayer _conv = keras.layers.Conv2D(4, 3, activation: "relu");
    private readonly ILayer _flatten = keras.layers.Flatten();
    private readonly ILayer _d1 = keras.layers.Dense(6, "relu");
    private readonly ILayer _d2 = keras.layers.Dense(3, "softmax");

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        _d2.Apply(_d1.Apply(_flatten.Apply(_conv.Apply(inputs))));
}

internal sealed class ConvBN : Layer
{
    private readonly ILayer _conv;
    private readonly ILayer _bn = keras.layers.BatchNormalization(name: "BatchNorm");

    internal ConvBN(int filters, int kernel, string name)
        : base(new LayerArgs { Name = name }) =>
        _conv = keras.layers.Conv2D(filters, kernel, padding: "same", use_bias: false, name: "conv2d");

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        tf.nn.relu(_bn.Apply(_conv.Apply(inputs)));
}

internal sealed class Net : Model
{
    private readonly Sequential _features = keras.Sequential(
        [new ConvBN(4, 3, "block_0"), keras.layers.MaxPooling2D(2), new ConvBN(5, 3, "block_1")], "features");

    private readonly List<ILayer> _stages = [new ConvBN(5, 1, "stage_0"), new ConvBN(5, 1, "stage_1")];
    private readonly ILayer _aux = keras.layers.Dense(3, activation: (string?)null, name: "aux_1");
    private readonly ILayer _gap = keras.layers.GlobalAveragePooling2D(false, "gap");
    private readonly ILayer _fc = keras.layers.Dense(3, activation: (string?)null, name: "logits");

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = _features.Apply(inputs);
        foreach (ILayer stage in _stages)
            x = stage.Apply(x);
        x = _gap.Apply(x);
        return new Tensors(_fc.Apply(x)[0], _aux.Apply(x)[0]);
    }
}

internal sealed class Owner : Model
{
    private readonly ILayer _fc = keras.layers.Dense(4, activation: (string?)null, name: "fc");
    private readonly IVariableV1 _cls;
    private readonly IVariableV1 _pos;

    internal Owner()
        : base("owner")
    {
        _cls = add_weight("cls", (1, 1, 4), initializer: tf.zeros_initializer);
        _pos = add_weight("pos_embed", 4, initializer: tf.zeros_initializer, trainable: false);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        _fc.Apply(inputs)[0] * tf.reshape(_cls.AsTensor(), new Shape(4)) + _pos.AsTensor();
}

/// <summary>Layers of a file that hold weights, without connections.</summary>
internal sealed class LayerBag : Model
{
    private readonly List<Layer> _all;

    internal LayerBag(List<Layer> all)
        : base("bag")
    {
        _all = all;
        Built = true;
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        throw new NotSupportedException($"{_all.Count} layers without connections");
}

/// <summary>Layers in a row, each in a field of its own so that names may repeat.</summary>
internal sealed class Chain : Model
{
    private readonly ILayer _a;
    private readonly ILayer? _b;

    internal Chain(string name, ILayer a, ILayer? b = null)
        : base(name) => (_a, _b) = (a, b);

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
        _b is null ? _a.Apply(inputs) : _b.Apply(_a.Apply(inputs));
}
