using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNetZoo.Analysis;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Tests.Data;
using TfNetZoo.Tests.Networks;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Inference;

[Collection(NetworkCases.Collection)]
public class EvaluationTests
{
    [Fact]
    public void Scores_are_those_counted_by_hand()
    {
        var matrix = new ConfusionMatrix(["a", "b", "c"]);
        // True a: 3 as a, 1 as b; true b: 2 as b; true c: none right, 1 as a; nothing predicted as c.
        foreach ((int predicted, int actual, int times) in ((int, int, int)[])[(0, 0, 3), (1, 0, 1), (1, 1, 2), (0, 2, 1)])
            for (int i = 0; i < times; i++)
                matrix.Add(predicted, actual);
        Assert.Equal(7, matrix.Total);
        Assert.Equal(5 / 7.0, matrix.Accuracy);
        Assert.Equal(1, matrix[predicted: 1, actual: 0]);
        ClassScores[] scores = [.. matrix.Scores()];
        Assert.Equal(new ClassScores("a", 3 / 4.0, 3 / 4.0, 2 / 3.0, 4), scores[0]);
        Assert.Equal(new ClassScores("b", 2 / 3.0, 1, 4 / 5.0, 2), scores[1]);
        Assert.Equal(new ClassScores("c", 0, 0, 1, 1), scores[2]);
        Assert.Equal(
            "class,precision,recall,specificity,support,predicted a,predicted b,predicted c\r\n"
            + "a,0.75,0.75,0.6666666666666666,4,3,1,0\r\nb,0.6666666666666666,1,0.8,2,0,2,0\r\nc,0,0,1,1,1,0,0\r\n", matrix.ToCsv());
        Assert.Equal("a          0.750      0.750        0.667        4", matrix.Table().Split('\n')[1]);
        Assert.Throws<ValueError>(() => matrix.Add(3, 0));
    }

    [Fact]
    public void A_folder_is_evaluated_as_keras_does_on_the_same_numbers()
    {
        using var temp = new TemporaryFolder();
        keras.backend.clear_session();
        keras.utils.set_random_seed(1);
        NetworkInfo network = PredictorTests.TwoHeads() with { LossWeights = [1], Create = o => PredictorTests.Heads(o, side: false) };
        Model model = network.Build(3);
        string[] names = ["red", "green", "blue"];
        var files = new List<(string Path, int Class)>();
        for (int i = 0; i < 5; i++)
        {
            foreach (int k in (int[])[0, 2])
            {
                files.Add((temp[$"data/{names[k]}/{i}.png"], k));
                TestPhotos.Write(files[^1].Path, 10, 8, ((byte)(k == 0 ? 200 : 20), 30, (byte)(k == 2 ? 200 : 20)), noise: i + 1);
            }
        }
        temp.Write("data/blue/bad.jpg", "x");
        Evaluation result = Evaluation.Of(new Predictor(model, PhotoInput.Of(network), names), temp["data"], names, batchSize: 3);

        var x = new float[files.Count * 8 * 8 * 3];
        for (int i = 0; i < files.Count; i++)
            PhotoInput.Of(network).Load(files[i].Path, x.AsSpan(i * 192, 192));
        model.compile(keras.optimizers.SGD(0.1f), keras.losses.SparseCategoricalCrossentropy(), ["accuracy"]);
        var expected = model.evaluate(
            new Tensor(x, (files.Count, 8, 8, 3)), new Tensor(files.Select(f => (long)f.Class).ToArray()), verbose: 0);
        Assert.Equal(expected["loss"], result.Loss, 1e-5);
        Assert.Equal(expected["accuracy"], result.Confusion.Accuracy, 1e-6);
        Assert.Equal(files.Count, result.Confusion.Total);
        Assert.Equal([temp["data/blue/bad.jpg"]], result.Unreadable.Select(p => p.Photo));
        Assert.Equal(result.Confusion.Total - result.Wrong.Count, Enumerable.Range(0, 3).Sum(k => result.Confusion[k, k]));
    }

    [Fact]
    public void A_folder_of_another_class_is_named()
    {
        using var temp = new TemporaryFolder();
        keras.backend.clear_session();
        NetworkInfo network = PredictorTests.TwoHeads();
        TestPhotos.Write(temp["data/cat/1.png"], 8, 8, (1, 2, 3));
        var predictor = new Predictor(network.Build(2), PhotoInput.Of(network), ["dog", "bird"]);
        string message = Assert.Throws<ValueError>(() => Evaluation.Of(predictor, temp["data"], ["dog", "bird"])).Message;
        Assert.Contains("dog, bird", message, StringComparison.Ordinal);
        Assert.Contains("received 'cat'", message, StringComparison.Ordinal);
    }
}
