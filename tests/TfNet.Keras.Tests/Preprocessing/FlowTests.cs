using System.Text.Json;
using NumSharp;
using Tensorflow.Keras.Preprocessing;
using TfNet.Goldens;
using Shape = NumSharp.Shape;
using ValueError = Tensorflow.ValueError;

namespace TfNet.Keras.Tests.Preprocessing;

[Collection(PreprocessingCollection.Name)]
public class FlowTests
{
    private static readonly JsonElement s_json = Data.Json("augment").GetProperty("flow");
    private static readonly Npz s_arrays = Data.Arrays("augment");

    private static NDArray X => Data.Recipe("data/fl", 127.5f, 127.5f, 7, 5, 4, 3);

    private static NDArray Y => np.arange(7);

    [Fact]
    public void Order_without_shuffle_goes_on_over_epochs()
    {
        NumpyArrayIterator it = new ImageDataGenerator(rescale: 1.0 / 255).flow(X, Y, batch_size: 3, shuffle: false);
        Assert.Equal(s_json.GetProperty("len").GetInt32(), it.Length);
        ImageBatch[] batches = [.. it.Take(4)];
        CheckLabels("flow(batch 3, no shuffle): y of 4 next()", batches);
        Data.Close(s_arrays["flow_batch2"], batches[2].x, 1e-6);
        Assert.Equal(NPTypeCode.Int64, batches[0].y!.typecode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(42)]
    public void Shuffled_and_changed_batches_equal_Keras(int seed)
    {
        var generator = new ImageDataGenerator(horizontal_flip: true, rotation_range: 20);
        NumpyArrayIterator it = generator.flow(X, Y, batch_size: 3, seed: seed);
        ImageBatch[] batches = [.. it.Take(6)];
        CheckLabels($"flow(batch 3, shuffle, seed {seed}, horizontal_flip, rotation 20): y of 6 next()", batches);
        Data.Close(s_arrays[$"flow_seed{seed}_batch0"], batches[0].x, 1e-3);
        Data.Close(s_arrays[$"flow_seed{seed}_batch3"], batches[3].x, 1e-3);
        it = generator.flow(X, Y, batch_size: 3, seed: seed);
        var byIndex = new List<ImageBatch>();
        for (int epoch = 0; epoch < 2; epoch++)
        {
            for (int i = 0; i < 3; i++)
                byIndex.Add(it[i]);
            it.on_epoch_end();
        }
        CheckLabels($"flow seed {seed} by index, on_epoch_end, by index: y", byIndex);
    }

    [Fact]
    public void Subsets_split_the_arrays()
    {
        var generator = new ImageDataGenerator(validation_split: 0.3);
        ImageBatch All(string subset) => generator.flow(X, Y, shuffle: false, subset: subset, ignore_class_split: true)[0];
        CheckLabels("flow subset validation .3, ignore_class_split: y", All("validation"));
        CheckLabels("flow subset training .3, ignore_class_split: y", All("training"));
        string want = s_json.GetProperty("flow subset without ignore_class_split, labels 0..6").GetString()!;
        Assert.Equal(want, "ValueError: " + Assert.Throws<ValueError>(() => generator.flow(X, Y, subset: "training")).Message);
    }

    [Fact]
    public void Weights_and_further_inputs_follow_the_pictures()
    {
        var generator = new ImageDataGenerator();
        NDArray weights = np.arange(7) / 2.0;
        Assert.Equal(
            s_json.GetProperty("flow with sample_weight: tuple length and weights")[1].EnumerateArray().Select(e => e.GetDouble()),
            generator.flow(X, Y, shuffle: false, sample_weight: weights)[0].sample_weight!.ToArray<double>());
        ImageBatch batch = generator.flow(X, Y, batch_size: 2, shuffle: false, x_misc: [np.arange(14).reshape([7, 2])])[1];
        Assert.Equal(new long[] { 2, 2 }, batch.x_misc[0].shape);
        Assert.Equal([4, 5, 6, 7], Data.Ints(batch.x_misc[0]));
        Assert.Null(generator.flow(X)[0].y);
        NDArray bytes = np.ones(new Shape(2, 3, 3, 1), NPTypeCode.Byte);
        Assert.Equal(NPTypeCode.Single, generator.flow(bytes)[0].x.typecode);
        (NDArray x, NDArray y) = generator.flow(X, Y, shuffle: false)[0];
        Assert.Equal(7, x.shape[0]);
        Assert.Equal(7, y.shape[0]);
    }

    /// <summary>Whatever is prepared ahead, and whatever else draws in between, the batches are those of a plain run.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public void Preparing_ahead_changes_no_draw(int? seed)
    {
        var generator = new ImageDataGenerator(horizontal_flip: true, rotation_range: 20, channel_shift_range: 9);
        List<float[]> Run(int ahead, int workers)
        {
            Random.NumpyRandom.Global.seed(11);
            NumpyArrayIterator it = generator.flow(X, Y, batch_size: 2, seed: seed);
            (it.prefetch_batches, it.workers) = (ahead, workers);
            it.announce([0, 2, 1, 3]);
            var results = new List<float[]>();
            foreach (int i in new[] { 0, 2, 3, 1, 0, 1, 2 })
            {
                results.Add(it[i].x.ToArray<float>());
                if (i == 3)
                    results.Add([(float)Random.NumpyRandom.Global.random()]);
            }
            it.on_epoch_end();
            for (int i = 0; i < 9; i++)
            {
                results.Add(it.next().x.ToArray<float>());
                if (i % 4 == 2)
                    results.Add([(float)Random.NumpyRandom.Global.normal()]);
            }
            results.Add([(float)Random.NumpyRandom.Global.random()]);
            return results;
        }

        List<float[]> want = Run(0, 1);
        foreach (int ahead in new[] { 1, 2, 5 })
            Assert.Equal(want, Run(ahead, 3));
    }

    [Fact]
    public void Changed_pictures_can_be_saved()
    {
        string folder = Directory.CreateTempSubdirectory("tfnet-save-").FullName;
        try
        {
            NumpyArrayIterator it =
                new ImageDataGenerator().flow(X, batch_size: 3, shuffle: false, seed: 0, save_to_dir: folder, save_prefix: "p");
            it.next();
            Random.NumpyRandom.Global.seed(0);
            Random.NumpyRandom.Global.random(6);
            string[] want = [.. Enumerable.Range(0, 3).Select(i => $"p_{i}_{Random.NumpyRandom.Global.randint(10000000)}.png")];
            Assert.Equal(want.Order(StringComparer.Ordinal), FolderListing.Files(folder));
            Assert.Equal((4, 5), ImageUtils.load_img(Path.Combine(folder, want[0])).size);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void An_error_of_the_preprocessing_function_reaches_the_caller()
    {
        var generator = new ImageDataGenerator(preprocessing_function: x => throw new InvalidOperationException("broken"));
        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(() => generator.flow(X)[0]).Message);
    }

    private static void CheckLabels(string key, params IReadOnlyList<ImageBatch> batches)
    {
        JsonElement want = s_json.GetProperty(key);
        if (want[0].ValueKind != JsonValueKind.Array)
        {
            Assert.Equal(Data.Ints(want), Data.Ints(batches[0].y!));
            return;
        }
        Assert.Equal(want.EnumerateArray().Select(Data.Ints), batches.Select(b => Data.Ints(b.y!)));
    }
}
