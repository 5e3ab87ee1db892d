using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.Formats.Images;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Tests.Data;
using TfNetZoo.Tests.Networks;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Inference;

[Collection(NetworkCases.Collection)]
public class PredictorTests
{
    [Fact]
    public void Many_photos_give_what_each_gives_alone_in_order_and_bad_ones_say_why()
    {
        using var temp = new TemporaryFolder();
        NetworkInfo network = ModelRegistry.Get("lenet");
        Model model = Saved(network, 4, temp["w.h5"]);
        string[] photos = [.. Enumerable.Range(0, 7).Select(i => temp[$"{i}.png"])];
        for (int i = 0; i < photos.Length; i++)
            TestPhotos.Write(photos[i], 40 + i, 30, ((byte)(i * 30), 90, 200), noise: i + 1);
        File.WriteAllText(photos[2], "no image");
        File.Delete(photos[5]);

        Predictor predictor = Predictor.Open(network, temp["w.h5"], ["a", "b", "c", "d"]);
        foreach (int batch in (int[])[1, 2, 3, 32])
        {
            PhotoPrediction[] all = [.. predictor.Predict(photos, batch)];
            Assert.Equal(photos, all.Select(p => p.Photo));
            Assert.Equal([2, 5], Enumerable.Range(0, 7).Where(i => all[i].Error is not null));
            Assert.Contains("expected JPEG, PNG, BMP or GIF", all[2].Error, StringComparison.Ordinal);
            Assert.Contains("dose not exist", all[5].Error, StringComparison.Ordinal);
            for (int i = 0; i < photos.Length; i++)
            {
                if (all[i].Error is null)
                    Close(Expected(model, photos[i]), all[i].Probabilities);
            }
        }
        PhotoPrediction one = predictor.Predict(photos[0]);
        Assert.Equal(Enumerable.Range(0, 4).MaxBy(i => one.Probabilities[i]), one.Best.Index);
        Assert.Equal("abcd"[one.Best.Index].ToString(), one.Best.Name);
        Assert.Equal(one.Probabilities.OrderDescending().Take(3), one.Top(3).Select(c => c.Probability));
        Assert.Throws<ImageFormatException>(() => predictor.Predict(photos[2]));
        Assert.Throws<ValueError>(() => predictor.Predict(photos, 0));
    }

    [Fact]
    public void The_number_of_classes_comes_from_the_file_and_must_fit_the_names()
    {
        using var temp = new TemporaryFolder();
        NetworkInfo network = ModelRegistry.Get("lenet");
        Saved(network, 6, temp["w.h5"]);
        TestPhotos.Write(temp["a.png"], 20, 20, (1, 2, 3));
        Assert.Equal(6, WeightClasses.Count(network, temp["w.h5"]));
        PhotoPrediction p = Predictor.Open(network, temp["w.h5"]).Predict(temp["a.png"]);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], p.Names);
        string message = Assert.Throws<ValueError>(() => Predictor.Open(network, temp["w.h5"], ["a", "b"])).Message;
        Assert.Contains("expected 6", message, StringComparison.Ordinal);
        Assert.Contains("received 2", message, StringComparison.Ordinal);
        Assert.Null(WeightClasses.Count(network, temp["a.png"]));
    }

    [Fact]
    public void Side_heads_are_left_out_of_a_prediction_and_by_name_of_the_network()
    {
        using var temp = new TemporaryFolder();
        NetworkInfo aux = TwoHeads(), plain = TwoHeads() with { Name = "plain", LossWeights = [1], Create = o => Heads(o, side: false) };
        Model model = Saved(aux, 3, temp["w.h5"]);
        TestPhotos.Write(temp["a.png"], 12, 9, (200, 20, 90), noise: 5);
        float[] expected = model.predict(PhotoInput.Of(aux).Load(temp["a.png"]))[^1].ToArray<float>();
        Assert.Equal(3, WeightClasses.Count(aux, temp["w.h5"]));
        Assert.Equal(3, WeightClasses.Count(plain, temp["w.h5"]));
        Close(expected, Predictor.Open(aux, temp["w.h5"]).Predict(temp["a.png"]).Probabilities);
        keras.backend.clear_session();
        Close(expected, Predictor.Open(plain, temp["w.h5"], byName: true).Predict(temp["a.png"]).Probabilities);
        Assert.Throws<ValueError>(() => Predictor.Open(plain, temp["w.h5"]));
    }

    [Fact]
    public void The_head_of_every_network_is_found()
    {
        foreach (NetworkInfo network in ModelRegistry.All)
        {
            keras.backend.clear_session();
            IReadOnlyList<ClassLayers.Place> places = ClassLayers.Find(network, network.AnySize ? network.MinimumSize : 0);
            // A kernel and a bias for each output at least, and nothing far from the outputs.
            Assert.InRange(places.Count, network.LossWeights.Length, 2 * network.LossWeights.Length);
        }
    }

    [Fact]
    public void Folders_are_listed_sorted_and_files_stay_as_named()
    {
        using var temp = new TemporaryFolder();
        foreach (string file in (string[])["d/b.jpg", "d/a.PNG", "d/e/c.gif", "d/x.txt", "f.jpg"])
            temp.Write(file, "");
        Assert.Equal(
            [("nope.jpg", true), (temp["d/a.PNG"], false), (temp["d/b.jpg"], false), (temp["d/e/c.gif"], false), (temp["f.jpg"], true)],
            PhotoList.Of(["nope.jpg", temp["d"], temp["f.jpg"]]));
    }

    /// <summary>A small network with a side head before its main one.</summary>
    internal static NetworkInfo TwoHeads() => new(
        "two_heads", "Tests", 8, Preprocessing.Unit, 0, 0, "", "", o => Heads(o, side: true))
    { LossWeights = [0.3, 1], Classes = 3 };

    internal static Model Heads(NetworkOptions o, bool side)
    {
        Tensors input = keras.layers.Input((o.Height, o.Width, o.Channels));
        Tensors x = keras.layers.Conv2D(4, 3, activation: "relu", name: "features").Apply(input);
        x = keras.layers.GlobalAveragePooling2D(false, "pool").Apply(x);
        Tensor main = keras.layers.Dense(o.Classes, activation: "softmax", name: "main").Apply(x).Single;
        return side
            ? keras.Model(input, new Tensors(keras.layers.Dense(o.Classes, activation: "softmax", name: "side").Apply(x).Single, main))
            : keras.Model(input, main);
    }

    private static Model Saved(NetworkInfo network, int classes, string path)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(3);
        Model model = network.Build(classes);
        model.save_weights(path);
        return model;
    }

    /// <summary>Read, scaled and put through a softmax without the library's prediction part.</summary>
    private static double[] Expected(Model model, string photo)
    {
        RgbImage image = PilResize.Resize(ImageFile.Load(photo), 32, 32, PilFilter.Bilinear);
        var x = new Tensor(Array.ConvertAll(image.Pixels, p => (float)((p / 255.0 - 0.5) / 0.5)), (1, 32, 32, 3));
        double[] e = Array.ConvertAll(model.predict(x).Single.ToArray<float>(), v => Math.Exp(v));
        return Array.ConvertAll(e, v => v / e.Sum());
    }

    private static void Close(double[] expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5);
    }

    private static void Close(float[] expected, IReadOnlyList<float> actual) => Close(Array.ConvertAll(expected, v => (double)v), actual);
}
