// Transfer learning (notes F9, F10): a ResNet-18 that knows ImageNet looks at every photo once; a new last layer learns from what it saw.
//   dotnet run -c Release --project examples/TransferLearning                       trains on the shipped images
//   dotnet run -c Release --project examples/TransferLearning -- --data my_photos   trains on yours (one folder for each class)
//   dotnet run -c Release --project examples/TransferLearning -- --predict x.jpg    classifies with the saved weights
//   dotnet run -c Release --project examples/TransferLearning -- --fine-tune 2      then trains the last stage of the network too
// The weights come with a NuGet package: nothing is downloaded while it runs. A folder test beside train and val is measured at the end.
// Expected (seed 0, other defaults): CIFAR-10 with 150 training and 50 validation images of each class 0.86 on 1000 test images. An image
// costs 0.04 s on two cores, once; the epochs of the new layer cost nearly nothing: 107 s in all.

using System.Globalization;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Preprocessing;
using Tensorflow.Util;
using TfNetZoo.Analysis;
using TfNetZoo.Data;
using TfNetZoo.Examples;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Pretrained;
using TfNetZoo.Text;
using static Tensorflow.KerasApi;

var defaults = new ExampleOptions(null, Epochs: 30, BatchSize: 64, ImageSize: 224, LearningRate: 0.003, Seed: 0, "./save_weights/transfer.h5", null);
ExampleOptions notes = defaults with { Epochs = 20, BatchSize = 16, LearningRate = 0.0002 };
return ExampleProgram.Run(args, "Transfer learning: a pretrained ResNet-18, frozen, under a new last layer.", defaults, Run, notes,
    fineTune: "epochs that train the network's last stage too, after those of the new layer (default 0)");

static void Run(ExampleOptions options)
{
    if (options.Predict is { } photo)
    {
        Predict(options, photo);
        return;
    }
    PhotoData data = PhotoData.Open(options.Data);
    ImageDataGenerator generator = Generator(options, data);
    DirectoryIterator train = data.Training(generator, options.ImageSize, TransferNetwork.ExtractBatch, interpolation: "bicubic", shuffle: false);
    DirectoryIterator validation = data.Validation(generator, options.ImageSize, TransferNetwork.ExtractBatch, interpolation: "bicubic");
    int classes = train.class_indices.Count;
    ClassIndices.Write("class_indices.json", train.class_indices);
    Console.WriteLine(NotesText.ImageCounts(train.n, validation.n));

    var network = new TransferNetwork(options.ImageSize, classes);
    ResNet18Weights.Load(network.Features);
    Tensor train_x = network.Extract(train), val_x = network.Extract(validation);
    network.Standardize(train_x);
    network.Freeze();
    PrintCounts(network, "new layer");
    network.Head.compile(
        optimizer: keras.optimizers.Adam(learning_rate: Decay(options.LearningRate, options.Epochs * ((train.n + options.BatchSize - 1) / options.BatchSize))),
        loss: keras.losses.CategoricalCrossentropy(label_smoothing: TransferNetwork.LabelSmoothing),
        metrics: ["accuracy"]);
    History history = network.Head.fit(
        train_x, TransferNetwork.OneHot(train), batch_size: options.BatchSize, epochs: options.Epochs, verbose: 2,
        validation_data: new ValidationDataPack(val_x, TransferNetwork.OneHot(validation)));
    HistoryPlot.Loss(history.history["loss"], history.history["val_loss"]).Save("loss.png");
    HistoryPlot.Accuracy(history.history["accuracy"], history.history["val_accuracy"]).Save("accuracy.png");
    double accuracy = history.history["val_accuracy"][^1];
    options.MakeWeightsFolder();
    network.Whole.save_weights(options.Weights);
    if (options.FineTune > 0)
        accuracy = FineTune(options, data, network, accuracy);
    Console.WriteLine($"Saved {options.Weights}, loss.png, accuracy.png, class_indices.json");

    Predict(options, PhotoData.HeldOut(validation));
    if (data.Test(generator, options.ImageSize, TransferNetwork.ExtractBatch, interpolation: "bicubic") is { } test)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"test accuracy: {Open(options, classes).Accuracy(test):F4}"));
    ExampleProgram.PrintAccuracy(accuracy);
}

// Trains the last stage with mirrored photos too; what is better on the validation images is saved.
static double FineTune(ExampleOptions options, PhotoData data, TransferNetwork network, double before)
{
    DirectoryIterator train = data.Training(Generator(options, data, flip: true), options.ImageSize, options.BatchSize, interpolation: "bicubic");
    DirectoryIterator validation = data.Validation(Generator(options, data), options.ImageSize, options.BatchSize, interpolation: "bicubic");
    network.UnfreezeLastStage();
    PrintCounts(network, "new layer and last stage");
    network.Whole.compile(
        optimizer: keras.optimizers.Adam(learning_rate: Decay(options.LearningRate / 30, options.FineTune * train.Length)),
        loss: keras.losses.CategoricalCrossentropy(label_smoothing: TransferNetwork.LabelSmoothing),
        metrics: ["accuracy"]);
    double best = before;
    var saveBest = new LambdaCallback(on_epoch_end: (_, logs) =>
    {
        if (logs["val_accuracy"] <= best)
            return;
        best = logs["val_accuracy"];
        network.Whole.save_weights(options.Weights);
    });
    network.Whole.fit(train, epochs: options.FineTune, validation_data: validation, callbacks: [saveBest]);
    return best;
}

static ImageDataGenerator Generator(ExampleOptions options, PhotoData data, bool flip = false) => new(
    horizontal_flip: flip, preprocessing_function: Input(options).Scale, validation_split: data.ValidationSplit);

static PhotoInput Input(ExampleOptions options) => new(options.ImageSize, Preprocessing.MeanImage);

static LearningRateSchedule Decay(double rate, int steps) => keras.optimizers.schedules.CosineDecay(rate, steps);

static void PrintCounts(TransferNetwork network, string mode) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"training {mode}: {network.Whole.TrainableWeights.Sum(w => w.shape.size)} of {network.Whole.count_params()} parameters"));

static TransferNetwork Open(ExampleOptions options, int classes)
{
    options.RequireWeights();
    var network = new TransferNetwork(options.ImageSize, classes);
    // By path, not by position: positions depend on what was frozen when the file was saved.
    network.Whole.load_weights_by_path(options.Weights);
    return network;
}

static void Predict(ExampleOptions options, string photo)
{
    TransferNetwork network = Open(options, ClassIndices.Read("class_indices.json").Length);
    Prediction.Show(network.Whole, photo, Input(options));
}
