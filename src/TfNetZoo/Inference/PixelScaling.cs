using Tensorflow;
using TfNetZoo.Networks;

namespace TfNetZoo.Inference;

/// <summary>The formulas of <see cref="Preprocessing"/>: computed in double and rounded once, as NumPy does with Python's numbers.</summary>
internal static class PixelScaling
{
    private static readonly double[] s_mean = [0.485, 0.456, 0.406], s_deviation = [0.229, 0.224, 0.225];
    private static readonly double[] s_slim = [123.68, 116.78, 103.94];
    private static readonly double[] s_caffe = [103.939, 116.779, 123.68];

    /// <summary>The scaled value of a pixel value for a channel of the input.</summary>
    internal static float Of(Preprocessing preprocessing, double pixel, int channel) => (float)(preprocessing switch
    {
        Preprocessing.Unit => pixel / 255,
        Preprocessing.Half => (pixel / 255 - 0.5) / 0.5,
        Preprocessing.ImageNet => (pixel / 255 - s_mean[channel]) / s_deviation[channel],
        Preprocessing.SlimMeans => pixel - s_slim[channel],
        Preprocessing.Caffe => pixel - s_caffe[channel],
        Preprocessing.None => pixel,
        _ => throw new ValueError($"preprocessing: expected one that is a formula of pixel and channel; received {preprocessing}"),
    });

    /// <summary>Which channel of the photo (RGB) a channel of the input is.</summary>
    internal static int SourceChannel(Preprocessing preprocessing, int channel, int channels) =>
        preprocessing == Preprocessing.Caffe ? channels - 1 - channel : channel;

    /// <summary>The scaled values of 0 to 255 for each channel of the input.</summary>
    internal static float[][] Tables(Preprocessing preprocessing, int channels) =>
        [.. Enumerable.Range(0, channels).Select(c => Array.ConvertAll(Enumerable.Range(0, 256).ToArray(), p => Of(preprocessing, p, c)))];
}
