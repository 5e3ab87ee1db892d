using System.Numerics;
using NumSharp;
using TfNet.Random;

namespace Tensorflow.Keras.Preprocessing;

/// <content>Standardisation, and the statistics of a data set.</content>
public sealed partial class ImageDataGenerator
{
    private double[]? _mean;
    private double[]? _std;
    private double[]? _whitening;

    /// <summary>Mean per channel after <see cref="fit"/>, shape (1, 1, c) or (c, 1, 1).</summary>
    public NDArray? mean => PerChannel(_mean);

    /// <summary>Standard deviation per channel after <see cref="fit"/>, shape (1, 1, c) or (c, 1, 1).</summary>
    public NDArray? std => PerChannel(_std);

    /// <summary>The whitening matrix after <see cref="fit"/>, over the values of a picture in the order row, column, channel.</summary>
    public NDArray? zca_whitening_matrix
    {
        get
        {
            if (_whitening == null)
                return null;
            int d = (int)Math.Sqrt(_whitening.Length);
            Array values = _type.IsDouble ? _whitening.ToArray() : Array.ConvertAll(_whitening, v => (float)v);
            return new NDArray(values, new NumSharp.Shape(d, d));
        }
    }

    /// <summary>
    /// Applies what is switched on, in this order: preprocessing function, rescale, samplewise centre and deviation, featurewise centre and
    /// deviation, whitening. Deviations get 1e-6 added.
    /// </summary>
    /// <param name="x">one picture in the generator's data format; it is not changed</param>
    public NDArray standardize(NDArray x) => Standardize(Picture(x)).ToNDArray(ChannelsFirst);

    /// <summary>Computes mean, standard deviation and whitening matrix of a data set, those that are switched on.</summary>
    /// <param name="x">pictures, rank 4 in the generator's data format; only <c>rescale</c> is applied to them</param>
    /// <param name="augment">compute them over randomly changed pictures</param>
    /// <param name="rounds">how many times over</param>
    /// <param name="seed">starts NumPy's global generator first, if given</param>
    /// <exception cref="ValueError">not of rank 4</exception>
    public void fit(NDArray x, bool augment = false, int rounds = 1, long? seed = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.shape.Length != 4)
            throw new ValueError($"Input to `.fit()` should have rank 4. Got array with shape: {PythonText.Shape(x.shape)}");
        if (augment && rounds < 1)
            throw new ValueError($"ImageDataGenerator.fit: argument rounds: expected at least 1. Received: {rounds}");
        int axis = ChannelsFirst ? 1 : 3;
        if (x.shape[axis] is not (1 or 3 or 4))
        {
            DataMessages.Warn(
                $"Expected input to be images (as Numpy array) following the data format convention \"{data_format}\" (channels on " +
                $"axis {axis}), " +
                $"i.e. expected either 1, 3 or 4 channels on axis {axis}. However, it was passed an array with shape " +
                $"{PythonText.Shape(x.shape)} ({x.shape[axis]} channels).");
        }
        if (seed is long value)
            NumpyRandom.Global.seed(value);
        var pictures = new List<Sample>();
        foreach (Sample picture in Pictures(x))
            pictures.Add(Rescaled(picture.As(_type)));
        if (augment)
        {
            pictures = [.. Enumerable.Repeat(pictures, rounds).SelectMany(p => p).Select(
                p => Transform(p with { Values = (Array)p.Values.Clone() }, Draw(NumpyRandom.Global, p.Height, p.Width)))];
        }
        FitTo(pictures);
    }

    internal Sample Standardize(Sample x)
    {
        if (preprocessing_function != null)
            x = Preprocess(x, preprocessing_function);
        x = Rescaled(x);
        if (x.Values is float[] f)
            Normalize(f, x.Channels);
        else
            Normalize((double[])x.Values, x.Channels);
        return zca_whitening && Fitted(_whitening, "zca_whitening") ? Whiten(x, _whitening!) : x;
    }

    private IEnumerable<Sample> Pictures(NDArray x)
    {
        int count = checked((int)x.shape[0]);
        long[] shape = x.shape;
        Array all = Sample.Floats(x);
        int size = count == 0 ? 0 : all.Length / count;
        for (int i = 0; i < count; i++)
        {
            var one = Array.CreateInstance(all.GetType().GetElementType()!, size);
            Array.Copy(all, i * size, one, 0, size);
            yield return Sample.From(new NDArray(one, new NumSharp.Shape(shape[1], shape[2], shape[3])), ChannelsFirst);
        }
    }

    private Sample Preprocess(Sample x, Func<NDArray, NDArray> function)
    {
        NDArray result = function(x.ToNDArray(ChannelsFirst)) ?? throw new ValueError("preprocessing_function: expected an array. " +
            "Received: null");
        long[] expected = ChannelsFirst ? [x.Channels, x.Height, x.Width] : [x.Height, x.Width, x.Channels];
        if (!result.shape.SequenceEqual(expected))
        {
            throw new ValueError(
                $"preprocessing_function: expected a result of shape {PythonText.Shape(expected)}. Received: " +
                $"{PythonText.Shape(result.shape)}");
        }
        return Picture(result);
    }

    private Sample Rescaled(Sample x)
    {
        if (rescale is not double factor || factor == 0)
            return x;
        if (x.Values is float[] f)
            Scale<float>(f, factor);
        else
            Scale<double>((double[])x.Values, factor);
        return x;
    }

    private static void Scale<T>(T[] x, double factor)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        T f = T.CreateSaturating(factor);
        for (int i = 0; i < x.Length; i++)
            x[i] *= f;
    }

    private void Normalize<T>(T[] x, int channels)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (samplewise_center)
            Affine(x, [Moments.Mean<T>(x)], null);
        if (samplewise_std_normalization)
            Affine(x, null, [Moments.Deviation<T>(x)]);
        if (featurewise_center && Fitted(_mean, "featurewise_center"))
            Affine(x, CheckChannels(_mean!, channels), null);
        if (featurewise_std_normalization && Fitted(_std, "featurewise_std_normalization"))
            Affine(x, null, CheckChannels(_std!, channels));
    }

    private static double[] CheckChannels(double[] statistics, int channels) => statistics.Length == channels
        ? statistics
        : throw new ValueError($"ImageDataGenerator: expected pictures of {statistics.Length} channels, as in fit. Received: " +
            $"{channels} channels");

    /// <summary>x - mean, or x / (std + 1e-6), per channel where several are given.</summary>
    private static void Affine<T>(T[] x, double[]? means, double[]? deviations)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        T[] values = [.. (means ?? deviations)!.Select(T.CreateSaturating)];
        if (deviations != null)
            values = [.. values.Select(v => v + T.CreateSaturating(1e-6))];
        for (int i = 0, k = 0; i < x.Length; i++, k = k + 1 == values.Length ? 0 : k + 1)
            x[i] = means != null ? x[i] - values[k] : x[i] / values[k];
    }

    private bool Fitted(double[]? statistics, string name)
    {
        if (statistics != null)
            return true;
        if (Interlocked.Exchange(ref _warned, 1) == 0)
        {
            DataMessages.Warn(
                $"This ImageDataGenerator specifies `{name}`, but it hasn't been fit on any training data. Fit it first by calling " +
                "`.fit(numpy_data)`.");
        }
        return false;
    }

    private void FitTo(List<Sample> pictures)
    {
        int c = pictures.Count == 0 ? 0 : pictures[0].Channels;
        if (c == 0)
            throw new ValueError("ImageDataGenerator.fit: expected at least one picture. Received: none");
        if (featurewise_center)
            _mean = Rounded(Moments.PerChannel(pictures, c, null));
        if (featurewise_center)
            pictures.ForEach(p => AffineOf(p, _mean!, null));
        if (featurewise_std_normalization)
            _std = Rounded(Array.ConvertAll(Moments.PerChannel(pictures, c, Moments.PerChannel(pictures, c, null)), Math.Sqrt));
        if (featurewise_std_normalization)
            pictures.ForEach(p => AffineOf(p, null, _std!));
        if (zca_whitening)
            _whitening = Whitening.Matrix([.. pictures.Select(p => p.As(new FloatType(true)).Values).Cast<double[]>()], zca_epsilon);
    }

    private static void AffineOf(Sample p, double[]? means, double[]? deviations)
    {
        if (p.Values is float[] f)
            Affine(f, means, deviations);
        else
            Affine((double[])p.Values, means, deviations);
    }

    private double[] Rounded(double[] values) => _type.IsDouble ? values : Array.ConvertAll(values, v => (double)(float)v);

    private static Sample Whiten(Sample x, double[] matrix)
    {
        double[] from = (double[])x.As(new FloatType(true)).Values;
        int d = from.Length;
        if ((long)d * d != matrix.Length)
            throw new ValueError($"ImageDataGenerator: expected pictures of {(int)Math.Sqrt(matrix.Length)} values, as in fit. " +
                $"Received: {d} values");
        var result = new double[d];
        for (int i = 0; i < d; i++)
        {
            ReadOnlySpan<double> row = matrix.AsSpan(i * d, d);
            for (int j = 0; j < d; j++)
                result[j] += from[i] * row[j];
        }
        return (x with { Values = result }).As(new FloatType(x.IsDouble));
    }

    private NDArray? PerChannel(double[]? values)
    {
        if (values == null)
            return null;
        Array typed = _type.IsDouble ? values.ToArray() : Array.ConvertAll(values, v => (float)v);
        return new NDArray(typed, ChannelsFirst ? new NumSharp.Shape(values.Length, 1, 1) : new NumSharp.Shape(1, 1, values.Length));
    }
}
