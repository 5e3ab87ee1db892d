using Tensorflow.Keras.ArgsDefinition;

namespace Tensorflow.Keras.Layers;

/// <summary>Small helpers that every layer's constructor and config share.</summary>
internal static class LayerOptions
{
    internal static LayerArgs Of(string? name, bool trainable = true, Shape? inputShape = null) =>
        new() { Name = name, Trainable = trainable, InputShape = inputShape };

    internal static LayerArgs With(LayerArgs? args, IRegularizer? activityRegularizer)
    {
        args ??= new LayerArgs();
        args.ActivityRegularizer ??= activityRegularizer;
        return args;
    }

    internal static IDictionary<string, object?> Extend(IDictionary<string, object?> config, OrderedDictionary<string, object?> own)
    {
        foreach ((string key, object? value) in own)
            config[key] = value;
        return config;
    }

    /// <summary>An argument of one number for all axes or one for each, as Keras normalises tuples.</summary>
    internal static int[] Dims(string argument, Shape? value, int axes, int? otherwise = null, bool zeroAllowed = false)
    {
        if (value is null)
            return otherwise is { } n ? [.. Enumerable.Repeat(n, axes)]
                : throw new ValueError($"The `{argument}` argument must be a tuple of {axes} integers. Received: None");
        if (value.ndim != axes && value.ndim != 1)
            throw new ValueError($"The `{argument}` argument must be a tuple of {axes} integers. Received: {value}");
        int[] dims = value.as_int_list();
        int[] bad = [.. dims.Where(d => zeroAllowed ? d < 0 : d <= 0).Distinct()];
        if (bad.Length > 0)
            throw new ValueError(
                $"The `{argument}` argument must be a tuple of {axes} integers. Received: {value} including {{{string.Join(", ", bad)}}} "
                + $"that does not satisfy the requirement `{(zeroAllowed ? ">= 0" : "> 0")}`.");
        return dims.Length == axes ? dims : [.. Enumerable.Repeat(dims[0], axes)];
    }

    /// <summary>Axes as Keras' normalisation layers take them: resolved against a rank, inside it, distinct.</summary>
    internal static int[] ValidateAxes(ReadOnlySpan<int> axes, Shape shape)
    {
        var resolved = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++)
            resolved[i] = axes[i] < 0 ? axes[i] + shape.ndim : axes[i];
        string text = new Shape(Array.ConvertAll(resolved, a => (long)Math.Max(a, -1))).ToString();
        foreach (int a in resolved)
            if ((uint)a >= (uint)shape.ndim)
                throw new ValueError(
                    $"Invalid value for `axis` argument. Expected 0 <= axis < inputs.rank (with inputs.rank={shape.ndim}). Received: "
                    + $"axis={text}");
        if (resolved.Distinct().Count() < resolved.Length)
            throw new ValueError($"Duplicate axis: {text}");
        return resolved;
    }

    internal static string ChannelsLast(string layer, string? dataFormat) => dataFormat switch
    {
        null or "channels_last" => "channels_last",
        "channels_first" =>
            throw new ValueError($"{layer}: argument data_format: expected 'channels_last' (activations are NHWC); received "
            + "'channels_first'"),
        _ =>
            throw new ValueError("The `data_format` argument must be one of \"channels_first\", \"channels_last\". Received: "
            + $"{dataFormat}"),
    };

    /// <summary>"valid" or "same", in any case.</summary>
    internal static Padding Padding(string padding) => padding.ToLowerInvariant() switch
    {
        "valid" => Tensorflow.Padding.Valid,
        "same" => Tensorflow.Padding.Same,
        _ =>
            throw new ValueError("The `padding` argument must be a list/tuple or one of \"valid\", \"same\" (or \"causal\", only for "
            + $"`Conv1D). Received: {padding}"),
    };

    /// <summary>A float hyperparameter as Keras keeps it: rounded to float32.</summary>
    internal static double ToFloatX(double value) => (float)value;

    /// <summary>An initializer given as an object, a name or a config; null: the default.</summary>
    internal static IInitializer Initializer(object? identifier, string otherwise) => Initializers.get(identifier ?? otherwise)!;

    /// <summary>Extents for a config: null where unknown.</summary>
    internal static object?[]? Nullable(Shape? shape) =>
        shape is null ? null : Array.ConvertAll(shape.dims, d => d < 0 ? null : (object?)d);
}
