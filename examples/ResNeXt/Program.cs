// ResNeXt (notes F15-F17): group convolution. First the three forms of a block, which give the same numbers; then compile and fit.
//   dotnet run -c Release --project examples/ResNeXt                       trains a small ResNeXt on the shipped images
//   dotnet run -c Release --project examples/ResNeXt -- --data my_photos   trains it on yours (one folder for each class)
//   dotnet run -c Release --project examples/ResNeXt -- --recipe notes --pretrained resnext50.h5 --data my_photos
//                                                                          goes on from trained weights, all layers
//   dotnet run -c Release --project examples/ResNeXt -- --predict x.jpg    classifies with the saved weights (say --recipe and --network as in training)
// By default it takes almost three minutes on two processor cores and ends with about
//   val accuracy: 0.84

using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Preprocessing;
using TfNetZoo.Analysis;
using TfNetZoo.Data;
using TfNetZoo.Examples;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Pretrained;
using TfNetZoo.Text;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

var defaults = new ExampleOptions(null, Epochs: 3, BatchSize: 32, ImageSize: 48, LearningRate: 0.001, Seed: 0, "./save_weights/resNeXt.h5", null)
{
    Network = "resnext26_32x4d",
};
ExampleOptions notes = defaults with
{
    BatchSize = 16,
    ImageSize = 224,
    LearningRate = 0.0001,
    Weights = "./save_weights/resNeXt_50.h5",
    Network = "resnext50_32x4d",
};
return ExampleProgram.Run(args, "ResNeXt: three equal forms of its block; compile, fit, ModelCheckpoint, plots, prediction.", defaults, Run, notes,
    pretrained: "weight file (.h5) of the network to go on from; a classifier of other classes stays new (default: none)",
    networks: ["resnext26_32x4d", "resnext50_32x4d"]);

static void Run(ExampleOptions options)
{
    var input = new PhotoInput(options.ImageSize, Preprocessing.ImageNet);
    if (options.Predict is { } photo)
    {
        Predict(options, input, photo);
        return;
    }
    CompareForms(groups: 32, width: 4);

    PhotoData data = PhotoData.Open(options.Data);
    var train_image_generator = new ImageDataGenerator(
        horizontal_flip: true, preprocessing_function: input.Scale, validation_split: data.ValidationSplit);
    var validation_image_generator = new ImageDataGenerator(preprocessing_function: input.Scale, validation_split: data.ValidationSplit);
    DirectoryIterator train_data_gen = data.Training(train_image_generator, options.ImageSize, options.BatchSize);
    DirectoryIterator val_data_gen = data.Validation(validation_image_generator, options.ImageSize, options.BatchSize);
    ClassIndices.Write("class_indices.json", train_data_gen.class_indices);
    print(NotesText.ImageCounts(train_data_gen.n, val_data_gen.n));

    Functional model = Build(options, train_data_gen.class_indices.Count);
    if (options.Pretrained is { } weights)
        Transfer.Prepare(model, TransferMode.TrainAll, weights).Print();
    else
        model.summary();
    model.compile(
        optimizer: keras.optimizers.Adam(learning_rate: (float)options.LearningRate),
        loss: keras.losses.CategoricalCrossentropy(from_logits: true),
        metrics: ["accuracy"]);

    options.MakeWeightsFolder();
    ICallback[] callbacks =
    [
        keras.callbacks.ModelCheckpoint(options.Weights, save_best_only: true, save_weights_only: true, monitor: "val_accuracy"),
    ];
    History history = model.fit(
        train_data_gen,
        steps_per_epoch: Math.Max(1, train_data_gen.n / options.BatchSize),
        epochs: options.Epochs,
        validation_data: val_data_gen,
        validation_steps: Math.Max(1, val_data_gen.n / options.BatchSize),
        callbacks: callbacks);

    HistoryPlot.Loss(history.history["loss"], history.history["val_loss"]).Save("loss.png");
    HistoryPlot.Accuracy(history.history["accuracy"], history.history["val_accuracy"]).Save("accuracy.png");
    print($"Saved {options.Weights}, loss.png, accuracy.png, class_indices.json");

    Predict(options, input, PhotoData.HeldOut(val_data_gen));
    ExampleProgram.PrintAccuracy(history.history["val_accuracy"].Max());
}

static void Predict(ExampleOptions options, PhotoInput input, string photo)
{
    options.RequireWeights();
    Functional model = Build(options, ClassIndices.Read("class_indices.json").Length);
    model.load_weights(options.Weights);
    Prediction.Show(model, photo, input, probabilities: false);
}

// ResNeXt-26 has two blocks in a stage where ResNeXt-50 has 3, 4, 6 and 3.
static Functional Build(ExampleOptions options, int num_classes) => options.Network == "resnext50_32x4d"
    ? ResNetTorch.resnext50_32x4d(options.ImageSize, options.ImageSize, num_classes)
    : ResNetTorch.Make(true, [2, 2, 2, 2], options.ImageSize, options.ImageSize, num_classes, groups: 32, widthPerGroup: 4);

// One set of kernels, three ways to compute the block: (a) split, transform, sum; (b) joined early; (c) a group convolution.
static void CompareForms(int groups, int width)
{
    int inner = groups * width;
    Tensor x = tf.random.normal((1, 8, 8, 2 * inner));
    Tensor reduce = tf.random.normal((1, 1, 2 * inner, inner), stddev: 0.1f);
    Tensor middle = tf.random.normal((3, 3, width, inner), stddev: 0.1f);
    Tensor expand = tf.random.normal((1, 1, inner, 2 * inner), stddev: 0.1f);
    Tensor a = ResNeXtForms.SplitTransformSum(x, reduce, middle, expand, groups);
    Tensor b = ResNeXtForms.EarlyConcat(x, reduce, middle, expand, groups);
    Tensor c = ResNeXtForms.Grouped(x, reduce, middle, expand);
    float ab = (float)tf.reduce_max(tf.abs(a - b)), ac = (float)tf.reduce_max(tf.abs(a - c));
    print("three forms of a block with {0} groups: largest value {1:F3}, largest differences {2:0.0E+0} and {3:0.0E+0}",
        groups, (float)tf.reduce_max(tf.abs(a)), ab, ac);
}
