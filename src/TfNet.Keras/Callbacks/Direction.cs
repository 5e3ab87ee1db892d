namespace Tensorflow.Keras.Callbacks;

/// <summary>Which way a monitored value gets better.</summary>
internal readonly struct Direction(bool up)
{
    /// <summary>True: larger is better.</summary>
    internal bool Up { get; } = up;

    /// <summary>A value that everything is better than.</summary>
    internal double Worst => Up ? double.NegativeInfinity : double.PositiveInfinity;

    internal bool Better(double value, double reference) => Up ? value > reference : value < reference;

    /// <summary>"min", "max", or "auto": by the name of the monitored value; another mode is taken as auto, with a warning.</summary>
    internal static Direction Of(string mode, Func<bool> auto, Func<string, string> warning)
    {
        if (mode is not ("auto" or "min" or "max"))
            Warnings.Warn(warning(mode));
        return new Direction(mode == "max" || (mode != "min" && auto()));
    }
}
