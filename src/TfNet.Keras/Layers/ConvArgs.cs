using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The arguments that the convolution layers have in common; one number per spatial axis.</summary>
internal sealed class ConvArgs
{
    internal required int[] Kernel { get; init; }

    internal required int[] Strides { get; init; }

    internal string Padding { get; init; } = "valid";

    internal string DataFormat { get; init; } = "channels_last";

    internal required int[] Dilations { get; init; }

    internal int Groups { get; init; } = 1;

    internal Activation Activation { get; init; } = Activations.Linear;

    internal bool UseBias { get; init; } = true;

    internal required IInitializer KernelInitializer { get; init; }

    internal required IInitializer BiasInitializer { get; init; }

    internal IRegularizer? KernelRegularizer { get; init; }

    internal IRegularizer? BiasRegularizer { get; init; }

    internal IRegularizer? ActivityRegularizer { get; init; }

    internal int Axes => Kernel.Length;

    /// <summary>As Keras' constructors take them: one number for all axes, or one for each.</summary>
    internal static ConvArgs Of(
        string layer, int axes, Shape? kernelSize, Shape? strides, string padding, string? dataFormat, Shape? dilationRate, int groups,
            Activation? activation, bool useBias,
        object? kernelInitializer = null, object? biasInitializer = null, object? kernelRegularizer = null, object? biasRegularizer = null,
            object? activityRegularizer = null) => new()
            {
                Kernel = LayerOptions.Dims("kernel_size", kernelSize, axes),
                Strides = LayerOptions.Dims("strides", strides, axes, 1),
                Padding = padding.ToLowerInvariant(),
                DataFormat = LayerOptions.ChannelsLast(layer, dataFormat),
                Dilations = LayerOptions.Dims("dilation_rate", dilationRate, axes, 1),
                Groups = groups,
                Activation = activation ?? Activations.Linear,
                UseBias = useBias,
                KernelInitializer = LayerOptions.Initializer(kernelInitializer, "glorot_uniform"),
                BiasInitializer = LayerOptions.Initializer(biasInitializer, "zeros"),
                KernelRegularizer = Regularizers.Find(kernelRegularizer),
                BiasRegularizer = Regularizers.Find(biasRegularizer),
                ActivityRegularizer = Regularizers.Find(activityRegularizer),
            };

    /// <summary>From a layer's config; the kernel of depthwise layers has a name of its own.</summary>
    internal static ConvArgs Of(LayerConfig c, int axes, string kernel = "kernel") => Of(
        c.ClassName, axes, c.Shape("kernel_size"), c.Shape("strides"), c.Text("padding", "valid"), c.TextOrNull("data_format"),
            c.Shape("dilation_rate"), c.Int("groups", 1),
        c.Activation("activation"), c.Bool("use_bias", true), c.Initializer(kernel + "_initializer"), c.Initializer("bias_initializer"),
        c.Regularizer(kernel + "_regularizer"), c.Regularizer("bias_regularizer"), c.Regularizer("activity_regularizer"));

    internal void Check(string layer, int? filters)
    {
        if (filters <= 0)
            throw new ValueError($"Invalid value for argument `filters`. Expected a strictly positive value. Received filters={filters}.");
        if (Groups <= 0)
            throw new ValueError($"{layer}: argument groups: expected a positive integer; received {Groups}");
        if (filters is { } f && f % Groups != 0)
            throw new ValueError(
                $"The number of filters must be evenly divisible by the number of groups. Received: groups={Groups}, filters={filters}.");
        if (Strides.Max() > 1 && Dilations.Max() > 1)
            throw new ValueError(
                $"`strides > 1` not supported in conjunction with `dilation_rate > 1`. Received: strides={new Shape(Strides)} and "
                + $"dilation_rate={new Shape(Dilations)}");
        if (Padding == "causal" && Axes != 1)
            throw new ValueError("Causal padding is only supported for `Conv1D`and `SeparableConv1D`.");
        _ = Cells();
    }

    /// <summary>The cells to lay around; "causal": all of them before, so that no output sees later inputs.</summary>
    internal Padding Cells() =>
        Padding == "causal" ? Tensorflow.Padding.Explicit([((Kernel[0] - 1L) * Dilations[0], 0)]) : LayerOptions.Padding(Padding);

    /// <summary>The config's entries after "filters", in Keras' order.</summary>
    internal OrderedDictionary<string, object?> Config() => new()
    {
        ["kernel_size"] = Kernel,
        ["strides"] = Strides,
        ["padding"] = Padding,
        ["data_format"] = DataFormat,
        ["dilation_rate"] = Dilations,
        ["groups"] = Groups,
        ["activation"] = Activation.Name,
        ["use_bias"] = UseBias,
        ["kernel_initializer"] = Initializers.serialize(KernelInitializer),
        ["bias_initializer"] = Initializers.serialize(BiasInitializer),
        ["kernel_regularizer"] = Regularizers.serialize(KernelRegularizer),
        ["bias_regularizer"] = Regularizers.serialize(BiasRegularizer),
        ["activity_regularizer"] = Regularizers.serialize(ActivityRegularizer),
        ["kernel_constraint"] = null,
        ["bias_constraint"] = null,
    };

    /// <summary>The entries of a layer whose kernel is called otherwise.</summary>
    internal OrderedDictionary<string, object?> ConfigWithoutKernel()
    {
        OrderedDictionary<string, object?> config = Config();
        foreach (string key in (string[])["kernel_initializer", "kernel_regularizer", "kernel_constraint"])
            config.Remove(key);
        return config;
    }
}
