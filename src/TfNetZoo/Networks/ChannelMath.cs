using Tensorflow;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>Arithmetic on channel numbers and paddings that several families share.</summary>
public static class ChannelMath
{
    /// <summary>
    /// The multiple of <paramref name="divisor"/> nearest to <paramref name="channels"/>, at least <paramref name="minimum"/>
    /// (the divisor where not given), and never more than 10 % below it.
    /// </summary>
    public static int MakeDivisible(double channels, int divisor = 8, int? minimum = null)
    {
        int n = Math.Max(minimum ?? divisor, (int)(channels + divisor / 2.0) / divisor * divisor);
        return n < 0.9 * channels ? n + divisor : n;
    }

    /// <summary>
    /// Zeros around a map before a "valid" convolution of stride 2, as Keras' applications place them: an even extent gets
    /// one row less in front than behind.
    /// </summary>
    public static ((int Top, int Bottom) Rows, (int Left, int Right) Columns) CorrectPad(Shape shape, int kernel)
    {
        int half = kernel / 2;
        return (Sides(shape[1]), Sides(shape[2]));

        (int, int) Sides(long extent) => (half - (extent % 2 == 0 ? 1 : 0), half);
    }

    internal static Tensors CorrectPad(Tensors x, int kernel, string name) =>
        keras.layers.ZeroPadding2D(CorrectPad(x.shape, kernel), name).Apply(x);
}
