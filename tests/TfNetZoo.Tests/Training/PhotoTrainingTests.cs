using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Tests.Data;
using TfNetZoo.Tests.Inference;
using TfNetZoo.Tests.Networks;
using TfNetZoo.Training;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Training;

[Collection(NetworkCases.Collection)]
public class PhotoTrainingTests
{
    [Theory]
    [InlineData(true, TrainingOptimizer.Adam)]
    [InlineData(false, TrainingOptimizer.Sgd)]
    public void Colours_are_learned_saved_and_recognised(bool side, TrainingOptimizer optimizer)
    {
        using var temp = new TemporaryFolder();
        Photos(temp);
        NetworkInfo network = Network(side);
        var options = new PhotoTrainingOptions(temp["data"], temp["out/w.h5"])
        {
            Epochs = 12,
            BatchSize = 8,
            LearningRate = 0.05,
            Optimizer = optimizer,
            Verbose = 0,
        };
        TrainingResult result = Run(network, options);
        Assert.Equal(12, result.ValidationAccuracy.Count);
        Assert.True(result.ValidationAccuracy.Max() > 0.9, result.ToString());
        Assert.Matches("^val accuracy: [01]\\.\\d{4}$", result.ToString());
        Assert.True(result.History.history["loss"][^1] < result.History.history["loss"][0]);

        keras.backend.clear_session();
        Predictor predictor = Predictor.Open(network, temp["out/w.h5"], TfNetZoo.Data.ClassNames.Beside(temp["out/w.h5"]));
        TestPhotos.Write(temp["new.png"], 30, 20, (15, 15, 200));
        Assert.Equal("blue", predictor.Predict(temp["new.png"]).Best.Name);
        Assert.True(Evaluation.Of(predictor, temp["data"], ["blue", "red"]).Confusion.Accuracy > 0.9);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        using var temp = new TemporaryFolder();
        Photos(temp);
        var options = new PhotoTrainingOptions(temp["data"], temp["w.h5"]) { Epochs = 2, BatchSize = 8, Seed = 5, Verbose = 0 };
        List<float> first = Run(Network(side: true), options).History.history["loss"], second = Run(Network(side: true), options).History.history["loss"];
        Assert.Equal(first, second);
        Assert.NotEqual(first, Run(Network(side: true), options with { Seed = 6 }).History.history["loss"]);
    }

    [Fact]
    public void Only_the_head_changes_when_the_rest_is_frozen_and_a_file_of_other_classes_fits_by_name()
    {
        using var temp = new TemporaryFolder();
        Photos(temp);
        keras.backend.clear_session();
        Model before = PredictorTests.Heads(new NetworkOptions(8, 8, 7), side: true);
        before.save_weights(temp["before.h5"]);
        var options = new PhotoTrainingOptions(temp["data"], temp["w.h5"])
        {
            Epochs = 1,
            Pretrained = temp["before.h5"],
            ByName = true,
            SkipMismatch = true,
            HeadOnly = true,
            Verbose = 0,
        };
        Model after = Run(Network(side: true), options).Model;
        Assert.Equal(
            before.get_layer("features").get_weights()[0].ToArray<float>(), after.get_layer("features").get_weights()[0].ToArray<float>());
        Assert.Equal(
            ["main/bias:0", "main/kernel:0", "side/bias:0", "side/kernel:0"],
            after.TrainableWeights.Select(w => w.Name).Order(StringComparer.Ordinal));
        Assert.Throws<ValueError>(() => Run(Network(side: true), options with { ByName = false, SkipMismatch = false }));
    }

    private static NetworkInfo Network(bool side) => side ? PredictorTests.TwoHeads()
        : PredictorTests.TwoHeads() with { LossWeights = [1], Create = o => PredictorTests.Heads(o, side: false), Resize = PhotoResize.ShorterSideCrop };

    private static TrainingResult Run(NetworkInfo network, PhotoTrainingOptions options)
    {
        keras.backend.clear_session();
        return PhotoTraining.Run(network, options);
    }

    private static void Photos(TemporaryFolder temp)
    {
        for (int i = 0; i < 20; i++)
        {
            TestPhotos.Write(temp[$"data/red/{i}.png"], 16 + i % 5, 14, (200, 20, 20), noise: i + 1);
            TestPhotos.Write(temp[$"data/blue/{i}.png"], 14, 16 + i % 5, (20, 20, 200), noise: i + 1);
        }
    }
}
