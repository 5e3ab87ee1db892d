namespace Tensorflow.Keras.Preprocessing;

/// <summary>The order of an image's axes.</summary>
internal static class ImageLayout
{
    public static bool IsChannelsFirst(string? dataFormat, string error) => dataFormat switch
    {
        null or "channels_last" => false,
        "channels_first" => true,
        _ => throw new ValueError(error + dataFormat),
    };
}

/// <summary>The type of a generator's arrays: float or double.</summary>
internal readonly record struct FloatType(bool IsDouble)
{
    public static FloatType Parse(string? dtype) => dtype switch
    {
        null or "float32" => new(false),
        "float64" => new(true),
        _ => throw new ValueError($"argument dtype: expected \"float32\" or \"float64\". Received: {dtype}"),
    };
}
