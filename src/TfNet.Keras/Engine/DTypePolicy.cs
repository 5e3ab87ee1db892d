namespace Tensorflow.Keras.Engine;

/// <summary>
/// Which dtype layers compute in and which their weights have
/// (https://www.tensorflow.org/api_docs/python/tf/keras/mixed_precision/Policy): "float32", "float64", or
/// "mixed_bfloat16": computation in bfloat16, weights, statistics and loss in float32.
/// </summary>
internal sealed record DTypePolicy(string Name, TF_DataType ComputeDType, TF_DataType VariableDType)
{
    internal static DTypePolicy Global { get; private set; } = Of("float32");

    internal static void SetGlobal(string name)
    {
        DTypePolicy policy = Of(name);
        if (!policy.ComputeDType.is_floating())
            throw new ValueError($"policy: expected a floating dtype or 'mixed_bfloat16'; received '{name}'");
        Global = policy;
    }

    internal static DTypePolicy Of(string name) => name switch
    {
        "mixed_bfloat16" => new DTypePolicy(name, TF_DataType.TF_BFLOAT16, TF_DataType.TF_FLOAT),
        "float32" or "float64" or "bfloat16" or "float16" or "int32" or "int64" or "uint8" or "bool" =>
            new DTypePolicy(name, name.as_tf_dtype(), name.as_tf_dtype()),
        _ => throw new ValueError($"policy: expected a dtype's name or 'mixed_bfloat16'; received '{name}'"),
    };

    /// <summary>What a layer's config says as dtype.</summary>
    internal static object NameOf(Layer layer) => layer.DType == layer.ComputeDType
        ? layer.DType.as_numpy_name()
        : ConfigValues.Serialize("keras.mixed_precision", "Policy",
            new OrderedDictionary<string, object?> { ["name"] = "mixed_" + layer.ComputeDType.as_numpy_name() });
}
