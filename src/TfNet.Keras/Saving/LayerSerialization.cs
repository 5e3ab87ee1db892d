namespace Tensorflow.Keras.Saving;

// Inside the namespace: the layers' names go before the ops' of the outer one.
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;

/// <summary>
/// Layers to and from configs. Only the classes of this table and those that the caller names are made: nothing is loaded by
/// the name of a type.
/// </summary>
internal static class LayerSerialization
{
    private static readonly Dictionary<string, Func<LayerConfig, Layer>> s_layers = new()
    {
        ["Activation"] = ActivationLayer.FromConfig,
        ["Add"] = Add.FromConfig,
        ["AdditiveAttention"] = AdditiveAttention.FromConfig,
        ["AlphaDropout"] = AlphaDropout.FromConfig,
        ["Attention"] = Attention.FromConfig,
        ["Average"] = Average.FromConfig,
        ["AveragePooling1D"] = AveragePooling1D.FromConfig,
        ["AveragePooling2D"] = AveragePooling2D.FromConfig,
        ["AveragePooling3D"] = AveragePooling3D.FromConfig,
        ["BatchNormalization"] = BatchNormalization.FromConfig,
        ["CategoryEncoding"] = CategoryEncoding.FromConfig,
        ["CenterCrop"] = CenterCrop.FromConfig,
        ["Concatenate"] = Concatenate.FromConfig,
        ["Conv1D"] = Conv1D.FromConfig,
        ["Conv1DTranspose"] = Conv1DTranspose.FromConfig,
        ["Conv2D"] = Conv2D.FromConfig,
        ["Conv2DTranspose"] = Conv2DTranspose.FromConfig,
        ["Conv3D"] = Conv3D.FromConfig,
        ["Cropping1D"] = Cropping1D.FromConfig,
        ["Cropping2D"] = Cropping2D.FromConfig,
        ["Cropping3D"] = Cropping3D.FromConfig,
        ["Dense"] = Dense.FromConfig,
        ["DepthwiseConv1D"] = DepthwiseConv1D.FromConfig,
        ["DepthwiseConv2D"] = DepthwiseConv2D.FromConfig,
        ["Discretization"] = Discretization.FromConfig,
        ["Dot"] = Dot.FromConfig,
        ["Dropout"] = Dropout.FromConfig,
        ["ELU"] = ELU.FromConfig,
        ["EinsumDense"] = EinsumDense.FromConfig,
        ["Embedding"] = Embedding.FromConfig,
        ["Flatten"] = Flatten.FromConfig,
        ["Functional"] = c => Functional.FromConfig(c.Values, null),
        ["GaussianDropout"] = GaussianDropout.FromConfig,
        ["GaussianNoise"] = GaussianNoise.FromConfig,
        ["GlobalAveragePooling1D"] = GlobalAveragePooling1D.FromConfig,
        ["GlobalAveragePooling2D"] = GlobalAveragePooling2D.FromConfig,
        ["GlobalMaxPooling1D"] = GlobalMaxPooling1D.FromConfig,
        ["GlobalMaxPooling2D"] = GlobalMaxPooling2D.FromConfig,
        ["GroupNormalization"] = GroupNormalization.FromConfig,
        ["Identity"] = Identity.FromConfig,
        ["InputLayer"] = InputLayer.FromConfig,
        ["LayerNormalization"] = LayerNormalization.FromConfig,
        ["LeakyReLU"] = LeakyReLU.FromConfig,
        ["LocalResponseNormalization"] = LocalResponseNormalization.FromConfig,
        ["MaxPooling1D"] = MaxPooling1D.FromConfig,
        ["MaxPooling2D"] = MaxPooling2D.FromConfig,
        ["MaxPooling3D"] = MaxPooling3D.FromConfig,
        ["Maximum"] = Maximum.FromConfig,
        ["Minimum"] = Minimum.FromConfig,
        ["Model"] = c => Functional.FromConfig(c.Values, null),
        ["MultiHeadAttention"] = MultiHeadAttention.FromConfig,
        ["Multiply"] = Multiply.FromConfig,
        ["Normalization"] = Normalization.FromConfig,
        ["PReLU"] = PReLU.FromConfig,
        ["Permute"] = Permute.FromConfig,
        ["RandomBrightness"] = RandomBrightness.FromConfig,
        ["RandomContrast"] = RandomContrast.FromConfig,
        ["RandomCrop"] = RandomCrop.FromConfig,
        ["RandomFlip"] = RandomFlip.FromConfig,
        ["RandomRotation"] = RandomRotation.FromConfig,
        ["RandomTranslation"] = RandomTranslation.FromConfig,
        ["RandomZoom"] = RandomZoom.FromConfig,
        ["ReLU"] = ReLU.FromConfig,
        ["RepeatVector"] = RepeatVector.FromConfig,
        ["Rescaling"] = Rescaling.FromConfig,
        ["Reshape"] = Reshape.FromConfig,
        ["Resizing"] = Resizing.FromConfig,
        ["SeparableConv1D"] = SeparableConv1D.FromConfig,
        ["SeparableConv2D"] = SeparableConv2D.FromConfig,
        ["Sequential"] = c => Sequential.FromConfig(c.Values, null),
        ["Softmax"] = Softmax.FromConfig,
        ["SpatialDropout1D"] = SpatialDropout1D.FromConfig,
        ["SpatialDropout2D"] = SpatialDropout2D.FromConfig,
        ["SpatialDropout3D"] = SpatialDropout3D.FromConfig,
        ["Subtract"] = Subtract.FromConfig,
        ["ThresholdedReLU"] = ThresholdedReLU.FromConfig,
        ["UnitNormalization"] = UnitNormalization.FromConfig,
        ["UpSampling1D"] = UpSampling1D.FromConfig,
        ["UpSampling2D"] = UpSampling2D.FromConfig,
        ["ZeroPadding1D"] = ZeroPadding1D.FromConfig,
        ["ZeroPadding2D"] = ZeroPadding2D.FromConfig,
    };

    /// <summary>The class names that a config may have.</summary>
    internal static IReadOnlyCollection<string> Known => s_layers.Keys;

    /// <summary>The layer of {class_name, config}.</summary>
    internal static Layer Deserialize(object? config, CustomLayers? custom = null)
    {
        (string className, IDictionary<string, object?> values) = ConfigValues.Serialized(config)
            ?? throw new ValueError(
                $"deserialize: argument config: expected a dictionary with class_name and config; received {Brief(config)}");
        string name = className[(className.LastIndexOf('>') + 1)..];
        if (custom?.TryGetValue(name, out Func<IDictionary<string, object?>, ILayer>? make) == true)
            return (Layer)make(values);
        return name switch
        {
            "Functional" or "Model" => Functional.FromConfig(values, custom),
            "Sequential" => Sequential.FromConfig(values, custom),
            _ when s_layers.TryGetValue(name, out Func<LayerConfig, Layer>? known) => known(new LayerConfig(name, values)),
            _ => throw new ValueError(
                $"Unknown layer: '{className}'. Name it in custom_objects, or use one of: {string.Join(", ", s_layers.Keys)}."),
        };
    }

    /// <summary>{module, class_name, config, registered_name, build_config}, as Keras 2.15 writes a layer.</summary>
    internal static OrderedDictionary<string, object?> Serialize(Layer layer)
    {
        bool model = layer is Sequential or Functional;
        bool known = model || s_layers.ContainsKey(layer.KerasClassName) && layer.GetType().Assembly == typeof(Layer).Assembly;
        if (!known && layer.GetType().Assembly == typeof(Layer).Assembly)
            throw new ValueError($"layer '{layer.Name}': a {layer.KerasClassName} has no config that a model could be made from");
        var result = new OrderedDictionary<string, object?>
        {
            ["module"] = layer is Sequential ? "keras" : model ? "keras.src.engine.functional" : known ? "keras.layers" : null,
            ["class_name"] = layer.KerasClassName,
            ["config"] = layer.get_config(),
            ["registered_name"] = known ? null : layer.KerasClassName,
        };
        if (BuildConfig(layer) is { } shape)
            result["build_config"] = new OrderedDictionary<string, object?> { ["input_shape"] = shape };
        return result;
    }

    private static object? BuildConfig(Layer layer)
    {
        if (layer is InputLayer)
            return null;
        Shape[]? shapes = layer is Functional { Graph: { } graph } ? [.. graph.Inputs.Select(t => t.shape)]
            : layer.BuildInputShape?.ToShapeArray();
        if (shapes is null || !layer.Built)
            return null;
        // A layer with named inputs is built for its first.
        return shapes.Length == 1 || layer.CallArguments.Count > 0 ? LayerOptions.Nullable(shapes[0])
            : Array.ConvertAll(shapes, s => LayerOptions.Nullable(s));
    }

    private static string Brief(object? value)
    {
        string text = PythonJson.Dump(value);
        return text.Length <= 200 ? text : text[..200] + "..";
    }
}
