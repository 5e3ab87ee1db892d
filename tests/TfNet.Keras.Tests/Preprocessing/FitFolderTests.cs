using System.Text.Json;
using Tensorflow.Keras.Preprocessing;
using TfNet.Random;

namespace TfNet.Keras.Tests.Preprocessing;

/// <summary>Which pictures Keras' fit and the notes' loops take, in order.</summary>
[Collection(PreprocessingCollection.Name)]
public class FitFolderTests
{
    private static readonly JsonElement s_runs = Data.Json("fit_folder").GetProperty("runs");

    [Theory]
    [InlineData("no shuffle, no flip, whole epochs")]
    [InlineData("shuffle, flip, whole epochs")]
    public void Batches_of_fit_equal_Keras(string name)
    {
        bool shuffle = name.StartsWith("shuffle", StringComparison.Ordinal);
        var python = new PythonRandom(0);
        NumpyRandom.Global.seed(0);
        DirectoryIterator it = Data.Folder(new ImageDataGenerator(rescale: 1.0 / 255, horizontal_flip: shuffle), 4, shuffle, seed: 0);
        DirectoryIterator validation = Data.Folder(new ImageDataGenerator(rescale: 1.0 / 255), 4);
        var got = new List<int[]>();
        _ = it[0];
        got.Add(it.LastIndices);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            int[] order = [.. Enumerable.Range(0, it.Length)];
            python.shuffle<int>(order);
            it.announce(order);
            foreach (int i in order)
            {
                _ = it[i];
                got.Add(it.LastIndices);
            }
            // The validation data draw their flips from the same global generator before the next order is drawn; the first time fit looks
            // at their first batch to learn the shapes.
            for (int i = epoch == 0 ? -1 : 0; i < validation.Length; i++)
                _ = validation[Math.Max(i, 0)];
            it.on_epoch_end();
        }
        Assert.Equal(s_runs.GetProperty(name).GetProperty("image_indices_asked").EnumerateArray().Select(Data.Ints), got);
    }

    [Fact]
    public void Batches_of_the_notes_loop_equal_Keras()
    {
        JsonElement run = s_runs.EnumerateObject().Single(p => p.Name.StartsWith("loop of the notes", StringComparison.Ordinal)).Value;
        NumpyRandom.Global.seed(0);
        DirectoryIterator train = Data.Folder(new ImageDataGenerator(rescale: 1.0 / 255, horizontal_flip: true), 4, shuffle: true, seed: 0);
        DirectoryIterator validation = Data.Folder(new ImageDataGenerator(rescale: 1.0 / 255), 4);
        var got = new List<(string, int[])>();
        for (int epoch = 0; epoch < 3; epoch++)
        {
            foreach ((string name, DirectoryIterator it) in new[] { ("train", train), ("val", validation) })
            {
                for (int step = 0; step < 29 / 4; step++)
                {
                    it.next();
                    got.Add((name, it.LastIndices));
                }
            }
        }
        Assert.Equal(run.GetProperty("image_indices").EnumerateArray().Select(e => (e[0].GetString()!, Data.Ints(e[1]))), got);
    }
}
