// AlexNet (notes B1-B9): fit on a folder of photos, keep the best weights, plot, and classify a photo.
//   dotnet run -c Release --project examples/AlexNet                       trains on the shipped images
//   dotnet run -c Release --project examples/AlexNet -- --data my_photos   trains on yours (one folder for each class)
//   dotnet run -c Release --project examples/AlexNet -- --predict x.jpg    classifies with the saved weights
// By default it takes about two minutes on two processor cores and ends with about
//   val accuracy: 0.86 (0.85 to 0.87, by processor)

using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Preprocessing;
using TfNetZoo.Analysis;
using TfNetZoo.Data;
using TfNetZoo.Examples;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Text;
using static Tensorflow.KerasApi;
using static TfNetZoo.Networks.AlexNet;

var defaults = new ExampleOptions(null, Epochs: 8, BatchSize: 32, ImageSize: 96, LearningRate: 0.0005, Seed: 0, "./save_weights/myAlex.h5", null);
ExampleOptions notes = defaults with { Epochs = 10, ImageSize = 224 };
return ExampleProgram.Run(args, "AlexNet_v1 as in the notes: compile, fit, ModelCheckpoint, plots, prediction.", defaults, Run, notes);

static void Run(ExampleOptions options)
{
    if (options.Predict is { } photo)
    {
        Predict(options, photo);
        return;
    }
    PhotoData data = PhotoData.Open(options.Data);
    var train_image_generator = new ImageDataGenerator(rescale: 1.0 / 255, horizontal_flip: true, validation_split: data.ValidationSplit);
    var validation_image_generator = new ImageDataGenerator(rescale: 1.0 / 255, validation_split: data.ValidationSplit);
    DirectoryIterator train_data_gen = data.Training(train_image_generator, options.ImageSize, options.BatchSize);
    DirectoryIterator val_data_gen = data.Validation(validation_image_generator, options.ImageSize, options.BatchSize);
    int total_train = train_data_gen.n;
    int total_val = val_data_gen.n;
    ClassIndices.Write("class_indices.json", train_data_gen.class_indices);
    Console.WriteLine(NotesText.ImageCounts(total_train, total_val));

    Functional model = AlexNet_v1(options.ImageSize, options.ImageSize, train_data_gen.class_indices.Count);
    model.summary();
    model.compile(
        optimizer: keras.optimizers.Adam(learning_rate: (float)options.LearningRate),
        loss: keras.losses.CategoricalCrossentropy(from_logits: false),
        metrics: ["accuracy"]);

    options.MakeWeightsFolder();
    ICallback[] callbacks =
    [
        keras.callbacks.ModelCheckpoint(options.Weights, save_best_only: true, save_weights_only: true, monitor: "val_loss"),
    ];
    History history = model.fit(
        train_data_gen,
        steps_per_epoch: Math.Max(1, total_train / options.BatchSize),
        epochs: options.Epochs,
        validation_data: val_data_gen,
        validation_steps: Math.Max(1, total_val / options.BatchSize),
        callbacks: callbacks);

    HistoryPlot.Loss(history.history["loss"], history.history["val_loss"]).Save("loss.png");
    HistoryPlot.Accuracy(history.history["accuracy"], history.history["val_accuracy"]).Save("accuracy.png");
    Console.WriteLine($"Saved {options.Weights}, loss.png, accuracy.png, class_indices.json");

    Predict(options, PhotoData.HeldOut(val_data_gen));
    ExampleProgram.PrintAccuracy(history.history["val_accuracy"].Max());
}

static void Predict(ExampleOptions options, string photo)
{
    options.RequireWeights();
    Functional model = AlexNet_v1(options.ImageSize, options.ImageSize, ClassIndices.Read("class_indices.json").Length);
    model.load_weights(options.Weights);
    Prediction.Show(model, photo, new PhotoInput(options.ImageSize, Preprocessing.Unit));
}
