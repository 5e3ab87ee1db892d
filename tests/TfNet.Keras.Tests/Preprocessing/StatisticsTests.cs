using System.Text.Json;
using NumSharp;
using Tensorflow.Keras.Preprocessing;
using TfNet.Goldens;
using ValueError = Tensorflow.ValueError;

namespace TfNet.Keras.Tests.Preprocessing;

[Collection(PreprocessingCollection.Name)]
public class StatisticsTests
{
    private static readonly JsonElement s_json = Data.Json("augment").GetProperty("statistics");
    private static readonly Npz s_arrays = Data.Arrays("augment");

    public static TheoryData<string> Cases =>
        [.. s_json.EnumerateObject().Where(p => p.Value.TryGetProperty("args", out _)).Select(p => p.Name)];

    private static NDArray X => Data.Recipe("data/st", 127.5f, 127.5f, 6, 4, 3, 3);

    [Fact]
    public void All_recorded_cases_are_tested() =>
        Assert.Equal(7, s_json.EnumerateObject().Count(p => p.Value.TryGetProperty("args", out _)));

    /// <summary>Tolerance 1e-5 relative to the statistic; batches 1e-5, where only the mean is taken 1e-5 of 128 (NumPy sums in float32,
    /// we in double).</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Standardised_batches_equal_Keras(string name)
    {
        JsonElement c = s_json.GetProperty(name), args = c.GetProperty("args");
        bool On(string argument) => args.TryGetProperty(argument, out _);
        double? Number(string argument) => args.TryGetProperty(argument, out JsonElement v) ? v.GetDouble() : null;
        ImageDataGenerator generator = Data.Capture(() => new ImageDataGenerator(
            samplewise_center: On("samplewise_center"), samplewise_std_normalization: On("samplewise_std_normalization"),
            featurewise_center: On("featurewise_center"), featurewise_std_normalization: On("featurewise_std_normalization"),
            zca_whitening: On("zca_whitening"), zca_epsilon: Number("zca_epsilon") ?? 1e-6, rescale: Number("rescale"))).Result;
        generator.fit(X);
        CheckPerChannel(c.GetProperty("mean"), generator.mean);
        CheckPerChannel(c.GetProperty("std"), generator.std);
        if (c.TryGetProperty("whitening_matrix", out JsonElement matrix))
            CheckMatrix(matrix, generator.zca_whitening_matrix!);
        Data.Close(s_arrays[name + "_batch"], generator.flow(X, shuffle: false)[0].x, name.EndsWith("_center", StringComparison.Ordinal)
            ? 128e-5 : 1e-5, name);
    }

    [Fact]
    public void Statistics_of_changed_pictures_equal_Keras()
    {
        var generator = new ImageDataGenerator(featurewise_center: true, featurewise_std_normalization: true, rotation_range: 30,
            horizontal_flip: true);
        generator.fit(X, augment: true, rounds: 2, seed: 0);
        JsonElement c = s_json.GetProperty("featurewise augment rounds 2 seed 0 (rotation 30, flip)");
        CheckPerChannel(c.GetProperty("mean"), generator.mean);
        CheckPerChannel(c.GetProperty("std"), generator.std);
    }

    /// <summary>More pictures than values: whitened data have the identity as their covariance.</summary>
    [Fact]
    public void Whitening_makes_the_covariance_the_identity()
    {
        NDArray x = Data.Recipe("data/zca", 1f, 0f, 60, 2, 3, 1);
        ImageDataGenerator generator = Data.Capture(() => new ImageDataGenerator(zca_whitening: true, dtype: "float64")).Result;
        generator.fit(x);
        double[] white = generator.flow(x, shuffle: false, batch_size: 60)[0].x.ToArray<double>();
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                double sum = Enumerable.Range(0, 60).Sum(r => white[(r * 6) + i] * white[(r * 6) + j]) / 60;
                Assert.InRange(Math.Abs(sum - (i == j ? 1 : 0)), 0, 1e-5);
            }
        }
    }

    [Fact]
    public void Float64_keeps_its_precision()
    {
        var generator = new ImageDataGenerator(rescale: 1.0 / 3, dtype: "float64");
        NDArray x = generator.flow(X, shuffle: false)[0].x;
        Assert.Equal(NPTypeCode.Double, x.typecode);
        Assert.Equal(X.ToArray<float>().Select(v => v * (1.0 / 3)), x.ToArray<double>());
    }

    [Fact]
    public void Wrong_input_is_refused()
    {
        var generator = new ImageDataGenerator(featurewise_center: true);
        Assert.Contains("rank 4. Got array with shape: (4, 3)", Assert.Throws<ValueError>(() => generator.fit(Data.Zeros(4, 3)))
            .Message, StringComparison.Ordinal);
        generator.fit(X);
        Assert.Contains("channels", Assert.Throws<ValueError>(() => generator.standardize(Data.Zeros(4, 3, 1)))
            .Message, StringComparison.Ordinal);
        var wrongShape = new ImageDataGenerator(preprocessing_function: x => x.reshape([-1]));
        Assert.Contains("(36,)", Assert.Throws<ValueError>(() => wrongShape.flow(X)[0]).Message, StringComparison.Ordinal);
    }

    private static void CheckPerChannel(JsonElement want, NDArray? got)
    {
        Assert.Equal(want.ValueKind == JsonValueKind.Null, got is null);
        if (got is null)
            return;
        Assert.Equal(new long[] { 1, 1, 3 }, got.shape);
        float[] values = got.ToArray<float>();
        for (int i = 0; i < 3; i++)
            Assert.InRange(Math.Abs(values[i] - want[i].GetDouble()) / want[i].GetDouble(), 0, 1e-5);
    }

    private static void CheckMatrix(JsonElement want, NDArray got)
    {
        double[] values = got.astype(NPTypeCode.Double).ToArray<double>();
        Assert.Equal(36 * 36, values.Length);
        Assert.InRange(Math.Abs(Enumerable.Range(0, 36).Sum(i => values[i * 37]) - want.GetProperty("trace").GetDouble()), 0, 1e-6);
        Assert.InRange(Math.Abs(Math.Sqrt(values.Sum(v => v * v)) - want.GetProperty("l2").GetDouble()), 0, 1e-6);
        for (int i = 0; i < 5; i++)
            Assert.InRange(Math.Abs(values[i] - want.GetProperty("row0_first5")[i].GetDouble()), 0, 1e-7);
    }
}
